/** A headless host of the whole pipeline, as the CLI is one, in which the build that each worker runs can be chosen. */
import { basename, join, resolve } from 'node:path'
import { trafficSwitch } from '../../contract/settings'
import { errorOf } from '../../contract/errors'
import { instanceEndpoints } from '../support/instance'
import type { ConsoleSnapshot, EnricherStats, LeaderboardStats, ServiceName, WorkerName } from '../../contract/snapshot'
import type { Endpoints, Paths, WorkerEvent } from '../../contract/workers'
import { openInstance } from '../../host/instance'
import { nodeProcess } from '../../host/nodeProcess'
import type { ProcessExit, SpawnWorker } from '../../host/worker/adapter'
import { restartPolicy } from '../../host/worker/lifecycle'
import { superviseWorker } from '../../host/worker/supervisor'
import { projectRoot } from '../support/cli'
import { waitFor } from '../support/waitFor'

export type Changeable = Extract<WorkerName, 'enricher' | 'leaderboard'>

/** A second process of a worker, as on another machine: it has a folder of its own, so nobody takes it for a killed one. */
export interface SecondWorker {
  readonly pid: () => number
  readonly partitions: () => readonly number[]
  /** Records that it has carried on since it started. */
  readonly done: () => number
  readonly kill: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface FaultHost {
  readonly endpoints: Endpoints
  readonly paths: Paths
  snapshot(): ConsoleSnapshot
  worker(name: WorkerName): ConsoleSnapshot['workers'][number]
  service(name: ServiceName): ConsoleSnapshot['stack']['services'][number]
  /** How a process of a worker ended; undefined while it runs or where it is none of ours. */
  exitOf(pid: number): ProcessExit | undefined
  /** The folder of the build that a worker runs from its next start on. */
  choose(name: Changeable, folder: string): void
  /** Ends a worker in order and waits until its next process runs. */
  restart(name: WorkerName): Promise<void>
  /** Starts a service that has been given up, with a fresh budget. */
  startService(name: ServiceName): Promise<void>
  second(name: Changeable, folder: string): Promise<SecondWorker>
  /** Lines that the worker has logged since a moment (milliseconds since the epoch) and that hold a text. */
  lines(name: WorkerName, since: number, text: string): Promise<readonly string[]>
  close(): Promise<void>
}

const readyLimitMs = 180_000

/**
 * Starts the stack without sample traffic and resolves when it is proved.
 * @param data an empty data folder.
 * @param entries the folder of the plain build, which all workers run until another is chosen.
 */
export async function openFaultHost(data: string, entries: string): Promise<FaultHost> {
  const folders = new Map<string, string>()
  const exits = new Map<number, ProcessExit>()
  const spawnFrom =
    (node: string): SpawnWorker =>
    (entry) => {
      const folder = folders.get(basename(entry, '.js'))
      const child = nodeProcess(node)(folder === undefined ? entry : join(folder, basename(entry)))
      child.onExit((exit) => {
        if (child.pid !== undefined) exits.set(child.pid, exit)
      })
      return child
    }
  const instance = await openInstance({
    kind: 'cli',
    dataFolder: data,
    entries,
    sql: resolve(projectRoot, 'sql'),
    appVersion: 'faults',
    node: process.execPath,
    spawn: spawnFrom,
    adjustSettings: (settings) => ({ ...settings, ...trafficSwitch(settings, false) }),
    onEndAsked: () => undefined,
  })
  const { console: marsad, paths, log } = instance
  const seconds = new Set<SecondWorker>()

  const ready = async (): Promise<void> => {
    marsad.open()
    await marsad.command('stack.start', {})
    await waitFor(
      'the stack to be proved',
      () => {
        const { phase, failure } = marsad.snapshot().stack
        if (phase === 'failed' && failure !== null) throw errorOf(failure)
        return phase === 'ready'
      },
      readyLimitMs,
    )
  }
  try {
    await ready()
  } catch (thrown) {
    await instance.close()
    throw thrown
  }

  const ports = Object.fromEntries(marsad.snapshot().stack.services.map(({ name, port }) => [name, port]))
  const port = (name: ServiceName): number => ports[name] ?? 0
  const endpoints = await instanceEndpoints(data, port)

  const part = <T extends { readonly name: string }>(parts: readonly T[], name: string): T => {
    const found = parts.find((candidate) => candidate.name === name)
    if (found === undefined) throw new Error(`the console knows no ${name}`)
    return found
  }
  const worker = (name: WorkerName) => part(marsad.snapshot().workers, name)

  return {
    endpoints,
    paths,
    snapshot: () => marsad.snapshot(),
    worker,
    service: (name) => part(marsad.snapshot().stack.services, name),
    exitOf: (pid) => exits.get(pid),
    choose: (name, folder) => void folders.set(name, folder),
    restart: async (name) => {
      const before = worker(name).pid
      await marsad.command('worker.restart', { name })
      await waitFor(`${name} to be restarted`, () => {
        const now = worker(name)
        return now.state === 'running' && now.pid !== before
      })
    },
    startService: async (name) => {
      await marsad.command('service.start', { name })
    },
    second: async (name, folder) => {
      const own = join(data, `second-${name}-${Date.now()}`)
      let stats: EnricherStats | LeaderboardStats | undefined
      let changed = (): void => undefined
      const supervisor = superviseWorker({
        name,
        entry: join(folder, `${name}.js`),
        spawn: nodeProcess(process.execPath),
        config: () => ({
          paths: { ...paths, data: own },
          settings: marsad.snapshot().settings,
          endpoints,
          ownerPid: process.pid,
        }),
        onEvent: (event: WorkerEvent) => {
          if (event.kind === 'enricher' || event.kind === 'leaderboard') stats = event.stats
          if (event.kind === 'log') log(name, event.level, `second: ${event.text}`)
        },
        onChange: () => changed(),
        onAsk: null,
        onConfigured: () => undefined,
        log,
        now: Date.now,
        // One that is killed stays dead.
        policy: { ...restartPolicy, budget: 1 },
      })
      supervisor.start()
      await waitFor(`a second ${name} to run`, () => supervisor.snapshot().state === 'running')
      const pid = supervisor.snapshot().pid ?? 0
      const second: SecondWorker = {
        pid: () => pid,
        partitions: () => stats?.partitions ?? [],
        done: () => (stats === undefined ? 0 : 'enriched' in stats ? stats.enriched : stats.applied),
        kill: async () => {
          seconds.delete(second)
          const gone = new Promise<void>((done) => {
            changed = () => {
              if (supervisor.snapshot().state === 'failed') done()
            }
          })
          process.kill(pid, 'SIGKILL')
          await gone
        },
        close: async () => {
          seconds.delete(second)
          await supervisor.stop()
        },
      }
      seconds.add(second)
      return second
    },
    lines: async (name, since, text) => {
      const { lines } = await marsad.command('logs.read', { sources: [name], after: -1, limit: 5_000 })
      return lines.filter((line) => line.at >= since && line.text.includes(text)).map((line) => line.text)
    },
    close: async () => {
      await Promise.all([...seconds].map((second) => second.close()))
      await instance.close()
    },
  }
}
