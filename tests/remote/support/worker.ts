/** A worker's own process, hosted as the console hosts it: the entry that is built, configured by message. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSettings } from '../../../contract/settings'
import { fromWorkerSchema, type Endpoints, type WorkerEvent } from '../../../contract/workers'
import { nodeProcess } from '../../../host/nodeProcess'
import { pathsFor } from '../../support/paths'

export interface HostedWorker {
  readonly pid: () => number
  /** The latest event of a kind; undefined until there was one. */
  readonly latest: <K extends WorkerEvent['kind']>(kind: K) => Extract<WorkerEvent, { kind: K }> | undefined
  /** Everything that it wrote, logged or told, as text. */
  readonly output: () => string
  readonly kill: () => Promise<void>
  /** Asks it to end, as the console does. */
  readonly close: () => Promise<void>
}

function isOf<K extends WorkerEvent['kind']>(kind: K) {
  return (event: WorkerEvent): event is Extract<WorkerEvent, { kind: K }> => event.kind === kind
}

/** Each has a data folder of its own, as on machines of their own. Resolves when it runs. */
export async function hostWorker(name: string, endpoints: Endpoints): Promise<HostedWorker> {
  const data = await mkdtemp(join(tmpdir(), `marsad-remote-${name}-`))
  const paths = pathsFor(data)
  const child = nodeProcess(process.execPath)(join(paths.entries, `${name}.js`))
  const events: WorkerEvent[] = []
  let output = ''
  let ended = false
  const exit = new Promise<void>((resolveExit) => {
    child.onExit(() => {
      ended = true
      resolveExit()
    })
  })
  child.onOutput((line) => (output += `${line}\n`))
  const running = new Promise<void>((resolveRunning, reject) => {
    child.onExit(() => reject(new Error(`${name} ended:\n${output}`)))
    child.onMessage((raw) => {
      const message = fromWorkerSchema.parse(raw)
      switch (message.type) {
        case 'hello':
          child.post({
            type: 'configure',
            config: { paths, settings: defaultSettings, endpoints, ownerPid: process.pid },
          })
          break
        case 'running':
          resolveRunning()
          break
        case 'event':
          output += `${JSON.stringify(message.event)}\n`
          events.push(message.event)
          break
        case 'fatal':
          output += `${JSON.stringify(message.failure)}\n`
          break
        case 'response':
      }
    })
  })
  const gone = async (): Promise<void> => {
    await exit
    await rm(data, { recursive: true, force: true })
  }
  await running
  return {
    pid: () => child.pid ?? 0,
    latest: (kind) => events.findLast(isOf(kind)),
    output: () => output,
    kill: async () => {
      child.kill()
      await gone()
    },
    close: async () => {
      if (!ended) child.post({ type: 'shutdown' })
      const limit = setTimeout(() => child.kill(), 20_000)
      await gone()
      clearTimeout(limit)
    },
  }
}
