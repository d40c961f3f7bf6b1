/** The Docker stack: from nothing and from stopped containers to ready, and what of that comes after the last service is healthy. */
import { rm } from 'node:fs/promises'
import { serviceNames, type StackSnapshot } from '../../contract/snapshot'
import { findEngine, startOwnEngine } from '../../runtime/setup/ownEngine.mjs'
import { ensureImages } from '../docker/images/ensureImages'
import { composeFile, newComposeRun, type ComposeRun } from '../docker/support/composeRun'
import { connectTestEngine } from '../docker/support/engine'
import { stackOfFile } from '../docker/support/stack'
import { endCli, startCli } from '../support/cli'
import { ask, newDataDir } from '../support/instance'
import { waitFor } from '../support/waitFor'
import { machine, type Machine } from './machine'
import { spread, type Spread } from './spread'

interface Start {
  readonly readyMs: number
  /** From the moment when the last service was healthy. */
  readonly afterHealthyMs: number
}

async function start(run: ComposeRun, dataDir: string): Promise<Start> {
  const marsad = startCli(['up', '--stack', 'docker', '--data', dataDir, '--events-per-second', '0'], run.variables)
  try {
    const stack = await waitFor(
      'ready',
      async (): Promise<StackSnapshot | false> => {
        const found = (await ask(dataDir, 'app.snapshot', {})).stack
        return found.phase === 'ready' && found
      },
      180_000,
    )
    const healthyAt = stack.steps.flatMap(({ id, startedAt, tookMs }) =>
      serviceNames.some((name) => name === id) && startedAt !== null && tookMs !== null ? [startedAt + tookMs] : [],
    )
    return { readyMs: stack.readyMs ?? Number.NaN, afterHealthyMs: stack.since - Math.max(...healthyAt) }
  } finally {
    await endCli(marsad)
  }
}

export async function run(args: readonly string[]): Promise<{
  machine: Machine
  empty_to_ready_ms: Spread
  stopped_to_ready_ms: Spread
  empty_by_stopped: Spread
  after_last_healthy_ms: { empty: Spread; stopped: Spread }
}> {
  const pairs = Number(args[0] ?? 3)
  const found = await findEngine(process.env)
  const engine = found.isThere ? null : await startOwnEngine(found.address, new AbortController().signal)
  process.env['DOCKER_HOST'] = engine?.address ?? found.address
  const empty: Start[] = []
  const stopped: Start[] = []
  try {
    for (let pair = 0; pair < pairs; pair += 1) {
      const dataDir = await newDataDir()
      const { docker, close } = await connectTestEngine()
      const composeRun = await newComposeRun(await ensureImages(docker, (text) => console.error(text)))
      close()
      const stack = await stackOfFile(composeFile, composeRun.name, composeRun.variables)
      try {
        empty.push(await start(composeRun, dataDir))
        stopped.push(await start(composeRun, dataDir))
      } finally {
        await stack.end()
        await rm(dataDir, { recursive: true, force: true })
      }
    }
  } finally {
    await engine?.stop()
  }
  const of = (starts: readonly Start[], pick: (start: Start) => number): Spread => spread(starts.map(pick))
  return {
    machine: machine(),
    empty_to_ready_ms: of(empty, ({ readyMs }) => readyMs),
    stopped_to_ready_ms: of(stopped, ({ readyMs }) => readyMs),
    empty_by_stopped: spread(empty.map(({ readyMs }, index) => readyMs / (stopped[index]?.readyMs ?? Number.NaN))),
    after_last_healthy_ms: {
      empty: of(empty, ({ afterHealthyMs }) => afterHealthyMs),
      stopped: of(stopped, ({ afterHealthyMs }) => afterHealthyMs),
    },
  }
}
