/** Against real sockets, TCP and TLS servers and processes that answer as an engine does (or do not), in a home of its own. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectDocker } from './connectDocker'
import { findDocker, type FoundDocker } from './findDocker'
import { sshArguments } from './SshAgent'
import type { Surroundings } from './surroundings'

const version = {
  Version: '28.2.2',
  ApiVersion: '1.50',
  Os: 'linux',
  Arch: 'amd64',
  Components: [{ Name: 'Engine', Version: '28.2.2' }],
}

/** An engine that knows the two questions of a probe. */
const engine =
  (answer: unknown = version): RequestListener =>
  (request, response) => {
    if (request.url === '/_ping') response.end('OK')
    else if (request.url === '/version')
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer))
    else response.writeHead(404).end('{"message":"page not found"}')
  }

let home: string
const servers: Server[] = []
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'marsad-docker-'))
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
  await rm(home, { recursive: true })
})

async function listen(server: Server, where: string | 0): Promise<number> {
  if (typeof where === 'string') await mkdir(dirname(where), { recursive: true })
  servers.push(server)
  if (typeof where === 'string') server.listen(where)
  else server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const around = (env: Readonly<Record<string, string>> = {}): Surroundings => ({
  // Paths of the system (/var/run/docker.sock) are out of a test's hands: macOS looks there last.
  env,
  home,
  platform: 'darwin',
  user: 'sara',
})

const find = (env: Readonly<Record<string, string>>, limitMs = 4_000, ssh?: string): Promise<FoundDocker> =>
  findDocker(around(env), { limitMs, ...(ssh === undefined ? {} : { ssh }) }, new AbortController().signal)

async function context(name: string, endpoint: Readonly<Record<string, unknown>>): Promise<string> {
  const id = createHash('sha256').update(name).digest('hex')
  const meta = join(home, '.docker/contexts/meta', id)
  await mkdir(meta, { recursive: true })
  await writeFile(
    join(meta, 'meta.json'),
    JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: endpoint } }),
  )
  return join(home, '.docker/contexts/tls', id, 'docker')
}

const use = (name: string): Promise<void> =>
  mkdir(join(home, '.docker'), { recursive: true }).then(() =>
    writeFile(join(home, '.docker/config.json'), JSON.stringify({ auths: {}, currentContext: name })),
  )

describe('findDocker', () => {
  it('takes the first usual socket that answers, and keeps what it tried before', async () => {
    const socket = join(home, '.colima/default/docker.sock')
    await listen(createHttpServer(engine()), socket)
    const found = await find({})
    expect(found).toMatchObject({
      kind: 'found',
      candidate: { address: { kind: 'socket', path: socket }, reason: { kind: 'usual', product: 'Colima' } },
      engine: { version: '28.2.2', apiVersion: '1.50', os: 'linux', architecture: 'amd64', name: null },
    })
    expect(found.attempts.map(({ candidate, failure }) => [candidate.reason, failure.code])).toEqual([
      [{ kind: 'usual', product: 'Docker Desktop' }, 'docker_socket_missing'],
      [{ kind: 'usual', product: 'OrbStack' }, 'docker_socket_missing'],
    ])
  })

  it('uses DOCKER_HOST and nothing else, even when it does not answer and a usual socket would', async () => {
    await listen(createHttpServer(engine()), join(home, '.docker/run/docker.sock'))
    const path = join(home, 'not-there.sock')
    expect(await find({ DOCKER_HOST: `unix://${path}`, DOCKER_CONTEXT: 'other' })).toMatchObject({
      kind: 'absent',
      failure: { code: 'docker_socket_missing', details: { address: `unix://${path}`, from: 'DOCKER_HOST' } },
      attempts: [{}],
    })
  })

  it('follows DOCKER_CONTEXT, and without it the context in use', async () => {
    const [one, two] = [join(home, 'one.sock'), join(home, 'two.sock')]
    await Promise.all([listen(createHttpServer(engine()), one), listen(createHttpServer(engine()), two)])
    await Promise.all([
      context('one', { Host: `unix://${one}` }),
      context('two', { Host: `unix://${two}` }),
      use('one'),
    ])
    expect(await find({})).toMatchObject({
      kind: 'found',
      candidate: { address: { path: one }, reason: { kind: 'currentContext', context: 'one' } },
    })
    expect(await find({ DOCKER_CONTEXT: 'two' })).toMatchObject({
      kind: 'found',
      candidate: { address: { path: two }, reason: { kind: 'DOCKER_CONTEXT', context: 'two' } },
    })
    await listen(createHttpServer(engine()), join(home, '.docker/run/docker.sock'))
    expect(await find({ DOCKER_CONTEXT: 'default' })).toMatchObject({
      kind: 'found',
      candidate: { reason: { kind: 'usual', product: 'Docker Desktop' } },
    })
  })

  it('names a context that is not there, a file that cannot be read, and an address that is none', async () => {
    expect(await find({ DOCKER_CONTEXT: 'gone' })).toMatchObject({
      failure: { code: 'docker_context', details: { context: 'gone', from: 'DOCKER_CONTEXT' } },
    })
    expect(await find({ DOCKER_HOST: 'ssh://me:secret@h' })).toMatchObject({
      failure: { code: 'docker_address', details: { value: 'ssh://me:***@h', from: 'DOCKER_HOST' } },
    })
    await mkdir(join(home, '.docker'))
    await writeFile(join(home, '.docker/config.json'), '{ not json')
    expect(await find({})).toMatchObject({ failure: { code: 'docker_context' } })
  })

  it('tells a socket that nobody listens on from one that is not there', async () => {
    const path = join(home, 'left-over.sock')
    const holder = await promisify(execFile)(process.execPath, [
      '-e',
      // A process that is killed leaves its socket's file behind.
      `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`,
    ]).catch((thrown: unknown) => thrown)
    expect(holder).toMatchObject({ signal: 'SIGKILL' })
    expect(await find({ DOCKER_HOST: `unix://${path}` })).toMatchObject({ failure: { code: 'docker_not_running' } })
  })

  it('gives up on an engine that is silent, in time, and says how long it waited', async () => {
    await listen(
      createTcpServer((socket) => socket.resume()),
      join(home, 'silent.sock'),
    )
    const begun = performance.now()
    const found = await find({ DOCKER_HOST: `unix://${join(home, 'silent.sock')}` }, 300)
    expect(performance.now() - begun).toBeLessThan(2_000)
    expect(found).toMatchObject({ failure: { code: 'docker_timeout', details: { seconds: 0.3 } } })
  })

  it('tells another service, and one that refuses, from an engine', async () => {
    const port = await listen(createHttpServer(engine({ hello: 'world' })), 0)
    expect(await find({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toMatchObject({
      failure: { code: 'docker_refused' },
    })
    const closed = await listen(
      createHttpServer((_request, response) => response.writeHead(403).end('{"message":"no"}')),
      0,
    )
    expect(await find({ DOCKER_HOST: `127.0.0.1:${closed}` })).toMatchObject({
      failure: { code: 'docker_refused', details: { status: 403 } },
    })
  })

  it('says that a host does not exist', async () => {
    expect(await find({ DOCKER_HOST: 'tcp://no-such-host.invalid:2375' })).toMatchObject({
      failure: { code: 'docker_unreachable', details: { address: 'tcp://no-such-host.invalid:2375' } },
    })
  })

  it('offers the reason that tells most when none of the usual sockets answers', async () => {
    await listen(
      createTcpServer((socket) => socket.resume().end()),
      join(home, '.colima/default/docker.sock'),
    )
    expect(await find({})).toMatchObject({ kind: 'absent', failure: { code: 'docker_refused' } })
  })

  it('stops at once when its caller does', async () => {
    await listen(
      createTcpServer((socket) => socket.resume()),
      join(home, 'silent.sock'),
    )
    const caller = new AbortController()
    const search = findDocker(
      around({ DOCKER_HOST: `unix://${join(home, 'silent.sock')}` }),
      { limitMs: 60_000 },
      caller.signal,
    )
    setTimeout(() => caller.abort(new Error('enough')), 50)
    await expect(search).rejects.toThrow('enough')
  })
})

describe('TLS', () => {
  const openssl = (...args: readonly string[]): Promise<unknown> => promisify(execFile)('openssl', args, { cwd: home })

  /** An authority, and a certificate of it for 127.0.0.1 that serves on both sides. */
  async function certificates(): Promise<void> {
    await writeFile(join(home, 'names'), 'subjectAltName=IP:127.0.0.1\n')
    const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    await openssl('req', '-x509', ...fresh, '-subj', '/CN=authority', '-keyout', 'authority.key', '-out', 'ca.pem')
    await openssl('req', ...fresh, '-subj', '/CN=engine', '-keyout', 'key.pem', '-out', 'request')
    await openssl(
      'x509',
      '-req',
      '-in',
      'request',
      '-CA',
      'ca.pem',
      '-CAkey',
      'authority.key',
      '-CAcreateserial',
      '-extfile',
      'names',
      '-out',
      'cert.pem',
    )
  }

  async function serve(): Promise<string> {
    await certificates()
    const [ca, cert, key] = await Promise.all(
      ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFile(join(home, name))),
    )
    const port = await listen(
      createHttpsServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, engine()),
      0,
    )
    return `tcp://127.0.0.1:${port}`
  }

  it('shows its certificate and checks the engine’s, with the files of DOCKER_CERT_PATH or of a context', async () => {
    const address = await serve()
    const env = { DOCKER_HOST: address, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: home }
    expect(await find(env)).toMatchObject({ kind: 'found', engine: { version: '28.2.2' } })
    const folder = await context('far', { Host: address, SkipTLSVerify: false })
    await mkdir(folder, { recursive: true })
    for (const name of ['ca.pem', 'cert.pem', 'key.pem'])
      await writeFile(join(folder, name), await readFile(join(home, name)))
    expect(await find({ DOCKER_CONTEXT: 'far' })).toMatchObject({ kind: 'found' })
  })

  it('refuses an engine whose certificate nobody vouches for, and is refused without its own', async () => {
    const address = await serve()
    await mkdir(join(home, 'empty'))
    const env = { DOCKER_HOST: address, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(home, 'empty') }
    expect(await find(env)).toMatchObject({ failure: { code: 'docker_tls', details: { from: 'DOCKER_HOST' } } })
    const unverified = { DOCKER_HOST: address, DOCKER_TLS: '1', DOCKER_CERT_PATH: join(home, 'empty') }
    expect(await find(unverified)).toMatchObject({ failure: { code: 'docker_tls' } })
  })
})

describe('ssh', () => {
  /** Stands for ssh and the docker command on the other side: joins its own input and output to a socket. */
  async function fakeSsh(body: string): Promise<string> {
    const path = join(home, 'ssh')
    await writeFile(path, `#!${process.execPath}\nconst net = require('net'), fs = require('fs')\n${body}\n`)
    await chmod(path, 0o755)
    return path
  }

  it('speaks to the engine through it, in several requests side by side', async () => {
    const socket = join(home, 'engine.sock')
    await listen(createHttpServer(engine()), socket)
    const ssh = await fakeSsh(`
      fs.writeFileSync(${JSON.stringify(join(home, 'args'))}, JSON.stringify(process.argv.slice(2)))
      const engine = net.connect(${JSON.stringify(socket)})
      process.stdin.pipe(engine).pipe(process.stdout)`)
    expect(await find({ DOCKER_HOST: 'ssh://sara@build:2222' }, 10_000, ssh)).toMatchObject({
      kind: 'found',
      engine: { version: '28.2.2' },
    })
    const address = { kind: 'ssh', host: 'build', port: 2222, user: 'sara', path: null } as const
    expect(JSON.parse(await readFile(join(home, 'args'), 'utf8'))).toEqual(sshArguments(address))
    const { docker, close } = await connectDocker(address, ssh)
    const answers: unknown = await Promise.all([docker.version(), docker.version(), docker.version()])
    expect(answers).toEqual([version, version, version])
    close()
  })

  it('passes on what ssh says when it fails', async () => {
    const ssh = await fakeSsh(`fs.writeSync(2, 'Host key verification failed.\\n'); process.exit(255)`)
    const found = await find({ DOCKER_HOST: 'ssh://build' }, 10_000, ssh)
    expect(found).toMatchObject({ failure: { code: 'docker_ssh', details: { address: 'ssh://build' } } })
    expect(found.kind === 'absent' ? found.failure.cause : '').toContain('Host key verification failed.')
  })

  it('says so when there is no ssh', async () => {
    expect(await find({ DOCKER_HOST: 'ssh://build' }, 10_000, join(home, 'no-such-program'))).toMatchObject({
      failure: { code: 'docker_ssh' },
    })
  })

  it('ends its processes when it gives up', async () => {
    const pidFile = join(home, 'pid')
    const ssh = await fakeSsh(
      `fs.writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => 0, 1000)`,
    )
    expect(await find({ DOCKER_HOST: 'ssh://build' }, 1_500, ssh)).toMatchObject({
      failure: { code: 'docker_timeout' },
    })
    const pid = Number(await readFile(pidFile, 'utf8'))
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  it('gives ssh no chance to take a name for an option, nor the other shell one to read a path', () => {
    const words = sshArguments({ kind: 'ssh', host: 'h', port: null, user: null, path: `/a b'; rm` })
    expect(words.indexOf('--')).toBe(words.indexOf('h') - 1)
    expect(words).toContain(`'unix:///a b'\\''; rm'`)
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'ESRCH' })
    return false
  }
}
