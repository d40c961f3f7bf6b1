/**
 * HTTP connections to a Docker engine over the system's own ssh, which knows a person's keys, hosts and configuration, as Docker's
 * command line does it: `ssh host docker system dial-stdio` is the engine's socket. (dockerode's own way, through the package ssh2,
 * knows neither ~/.ssh/config nor known_hosts: it would talk to any host that answers.)
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { Agent } from 'node:http'
import { Duplex } from 'node:stream'
import type { DockerAddress } from './dockerAddress'

export type SshAddress = Extract<DockerAddress, { kind: 'ssh' }>

/** ssh, or docker on the other side, ended with an error; the message is what it said. */
export class SshFailure extends Error {
  constructor(said: string, cause?: unknown) {
    super(said, cause === undefined ? undefined : { cause })
    this.name = 'SshFailure'
  }
}

/** The end of what ssh says is enough to know why. */
const keptCharacters = 4_096
const connectSeconds = 10

export class SshAgent extends Agent {
  readonly #address: SshAddress
  readonly #program: string

  /** @param program the ssh client. */
  constructor(address: SshAddress, program = 'ssh') {
    // One process a connection; an idle one would only hold a process on each side.
    super({ keepAlive: false })
    this.#address = address
    this.#program = program
  }

  /** Called by Node for every request. */
  override createConnection(): Duplex {
    return overProcess(spawn(this.#program, sshArguments(this.#address), { stdio: 'pipe' }))
  }
}

/** It never asks (nobody could answer), and what follows `--` is no option. */
export function sshArguments(address: SshAddress): string[] {
  return [
    '-o',
    'BatchMode=yes',
    '-o',
    `ConnectTimeout=${connectSeconds}`,
    '-T',
    ...(address.user === null ? [] : ['-l', address.user]),
    ...(address.port === null ? [] : ['-p', String(address.port)]),
    '--',
    address.host,
    'docker',
    // The other side's shell sees this as one word.
    ...(address.path === null ? [] : ['--host', `'unix://${address.path.replaceAll("'", `'\\''`)}'`]),
    'system',
    'dial-stdio',
  ]
}

/** A process's input and output as one stream. Its end is known only when the process is gone: then its exit code says whether it was one. */
function overProcess(child: ChildProcessWithoutNullStreams): Duplex {
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptCharacters)
  })
  const stream = new Duplex({
    read: () => void child.stdout.resume(),
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, done),
    final: (done) => void child.stdin.end(done),
    destroy: (error, done) => {
      child.kill()
      done(error)
    },
  })
  child.stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) child.stdout.pause()
  })
  // The process is gone, and why is told below; a write that was under way gets the error through its own callback.
  let brokenPipe: Error | undefined
  child.stdin.on('error', (error) => {
    brokenPipe = error
  })
  child.once('error', (error) => stream.destroy(new SshFailure(error.message, error)))
  child.once('close', (code, signal) => {
    if (code === 0) stream.push(null)
    else stream.destroy(new SshFailure(said.trim() || `ssh ended with ${code ?? signal ?? 'nothing'}`, brokenPipe))
  })
  return stream
}
