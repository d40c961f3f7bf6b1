/**
 * What it costs to watch a Docker stack at rest: this process's processor time, the engine's and its shims', with the watch and
 * without. The engine is a private one, so that nobody else's questions are counted.
 */
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { projectFolder } from '../../runtime/setup/paths.mjs'
import { readTextIfThere } from '../../runtime/setup/readText.mjs'
import { readProject } from '../../workers/stack/docker/compose/readProject'
import { labelNames } from '../../workers/stack/docker/engine/labels'
import { openLive } from '../../workers/stack/docker/live/openLive'
import { parseProcessStat } from '../../common/process/processStat'
import { ensureSmallImages } from '../docker/images/smallImages'
import { tinyImage } from '../docker/support/engine'
import { startPrivateEngine, type PrivateEngine } from '../docker/support/privateEngine'
import { machine, type Machine } from './machine'

const containerCount = 6

/** @param args seconds of each of the two measurements (30) */
export async function run(args: readonly string[]): Promise<{
  machine: Machine
  containers: number
  seconds: number
  /** Shares of one core. */
  unwatched: Share
  watched: Share
  /** Of one core, what watching adds. */
  added: number
}> {
  const seconds = Number(args[0] ?? 30)
  const engine = await startPrivateEngine()
  try {
    const pids = await startContainers(engine)
    await delay(5_000)
    const unwatched = await share(pids, seconds * 1_000)
    const watched = await shareWatched(engine, pids, seconds * 1_000)
    return {
      machine: machine(),
      containers: containerCount,
      seconds,
      unwatched,
      watched,
      added: total(watched) - total(unwatched),
    }
  } finally {
    await engine.end()
  }
}

/** @returns the pids of the engine and of what holds its containers. */
async function startContainers(engine: PrivateEngine): Promise<number[]> {
  if (engine.address.kind !== 'socket') throw new Error('no socket')
  await ensureSmallImages(engine.docker)
  await engine.docker.createNetwork({ Name: 'rest', CheckDuplicate: true })
  for (let index = 0; index < containerCount; index += 1) {
    const container = await engine.docker.createContainer({
      Image: tinyImage,
      Cmd: ['sh', '-c', `trap 'exit 0' TERM; while :; do sleep 1; done`],
      Labels: { [labelNames.project]: 'rest', [labelNames.service]: `s${index}` },
      HostConfig: { NetworkMode: 'rest' },
    })
    await container.start()
  }
  return [...(await engine.pids()), ...(await shims(dirname(engine.address.path)))]
}

async function shareWatched({ docker, address }: PrivateEngine, pids: readonly number[], ms: number): Promise<Share> {
  const file = join(projectFolder, 'docker-compose.yml')
  const project = { ...(await readProject({ file, environment: {}, projectName: 'rest' })), name: 'rest' }
  const candidate = { address, reason: { kind: 'DOCKER_HOST' as const } }
  const facts = { version: '', apiVersion: '1.41', os: 'linux', architecture: '', name: null }
  const live = openLive({ candidate, facts, work: { docker } }, project, {
    changed: () => undefined,
    ended: () => undefined,
    restarted: () => undefined,
    log: () => undefined,
  })
  try {
    await live.ready
    if (live.extras().length !== containerCount) throw new Error('not every container is watched')
    await delay(2_000)
    return await share(pids, ms)
  } finally {
    await live.close()
  }
}

/** Processes that each hold a container for the engine of a folder. */
async function shims(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      // A process that has ended meanwhile is none of them.
      const line = (await readTextIfThere(`/proc/${pid}/cmdline`)) ?? ''
      return line.includes('containerd-shim') && line.includes(folder) ? Number(pid) : null
    }),
  )
  return found.filter((pid) => pid !== null)
}

/** Shares of one core. */
interface Share {
  /** Of this process. */
  readonly own: number
  /** Of the engine's processes. */
  readonly engine: number
}

/** What this process and those used over so many milliseconds. */
async function share(pids: readonly number[], ms: number): Promise<Share> {
  const before = await used(pids)
  const start = performance.now()
  await delay(ms)
  const seconds = (performance.now() - start) / 1_000
  const after = await used(pids)
  return { own: (after.own - before.own) / seconds, engine: (after.engine - before.engine) / seconds }
}

/** Seconds of processor time. */
async function used(pids: readonly number[]): Promise<Share> {
  const ticks = await Promise.all(
    pids.map(async (pid) => parseProcessStat(await readFile(`/proc/${pid}/stat`, 'utf8'))?.ticks ?? 0),
  )
  const { user, system } = process.cpuUsage()
  return { own: (user + system) / 1e6, engine: ticks.reduce((sum, one) => sum + one, 0) / 100 }
}

const total = ({ own, engine }: Share): number => own + engine
