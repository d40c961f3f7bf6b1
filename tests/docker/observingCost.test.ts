/**
 * What it costs to watch a stack at rest: this process's processor time, the engine's and its shims', with the watch and
 * without. The engine is a private one, so that nobody else's questions are counted.
 */
import { readdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readProject } from '../../workers/stack/docker/compose/readProject'
import { labelNames } from '../../workers/stack/docker/engine/labels'
import { openLive } from '../../workers/stack/docker/live/openLive'
import { parseProcessStat } from '../../workers/stack/process/processStat'
import { ensureSmallImages } from './images/smallImages'
import { tinyImage } from './support/engine'
import { noPrivateEngine, startPrivateEngine, type PrivateEngine } from './support/privateEngine'

/** Of one core, from issue 5. */
const most = 0.03
const containerCount = 6
const measuredMs = 30_000
const impossible = await noPrivateEngine()

describe('watching a stack at rest', () => {
  let engine: PrivateEngine | null = null
  beforeAll(async () => {
    if (impossible !== null) return
    engine = await startPrivateEngine()
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
  })
  afterAll(() => engine?.end())

  it(`costs at most ${most * 100} % of one core`, async ({ skip }) => {
    skip(impossible !== null, impossible ?? '')
    if (engine === null) throw new Error('no engine')
    const { docker, address } = engine
    if (address.kind !== 'socket') throw new Error('no socket')
    const file = new URL('../../docker-compose.yml', import.meta.url).pathname
    const project = { ...(await readProject({ file, environment: {}, projectName: 'rest' })), name: 'rest' }
    const pids = [...(await engine.pids()), ...(await shims(dirname(address.path)))]
    await delay(5_000)
    const alone = await share(pids, measuredMs / 2)
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
      expect(live.extras()).toHaveLength(containerCount)
      await delay(2_000)
      const atRest = await share(pids, measuredMs)
      live.setWatched(true)
      await delay(2_000)
      const watched = await share(pids, measuredMs / 2)
      console.log(
        `of one core, ${containerCount} containers: unwatched ${text(alone)}; at rest ${text(atRest)}; with a window that looks ${text(watched)}`,
      )
      expect(total(atRest) - total(alone)).toBeLessThan(most)
    } finally {
      await live.close()
    }
  })
})

/** Processes that each hold a container for the engine of a folder. */
async function shims(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
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
const text = ({ own, engine }: Share): string =>
  `${(engine * 100).toFixed(2)} % engine, ${(own * 100).toFixed(2)} % own`
