/** The whole run: rounds of faults until enough have landed, then the controls. `npm run faults` and the test of `npm test` are both this. */
import { mkdir } from 'node:fs/promises'
import { controls, runControl, type ControlDone } from './controls'
import { openGround } from './ground'
import { planRounds } from './plan'
import { runRound, type RoundDone } from './rounds'
import { addRound, faultsOf, readRounds, summaryOf, type RoundSummary } from './tally'

export interface RunOptions {
  readonly faults: number
  readonly seed: number
  /** What an interrupted run of the same folder has finished is not done again. */
  readonly folder: string
  readonly say: (line: string) => void
}

export interface RunDone {
  readonly rounds: readonly RoundSummary[]
  readonly controls: readonly ControlDone[]
}

/** @throws what kept a fault from landing or the pipeline from coming back; and the signal's reason. */
export async function runFaults({ faults, seed, folder, say }: RunOptions, signal: AbortSignal): Promise<RunDone> {
  await mkdir(folder, { recursive: true })
  const rounds = readRounds(folder)
  const landed = (): number => rounds.reduce((sum, round) => sum + faultsOf(round), 0)
  const plan = planRounds(seed)
  // An interrupted run goes on with the round that it had not finished.
  for (const _finished of rounds) plan.next()
  if (rounds.length > 0) say(`goes on after ${rounds.length} rounds with ${landed()} faults`)

  const ground = await openGround(folder)
  try {
    while (landed() < faults) {
      const { build, faults: planned } = plan.next().value
      const number = rounds.length
      const done = await runRound(
        ground,
        {
          name: `round-${number}`,
          seed: seed * 1_000 + number,
          build: await ground.build(build),
          faults: planned.slice(0, Math.max(1, faults - landed())),
        },
        signal,
      )
      const summary = summaryOf(done)
      rounds.push(summary)
      addRound(folder, summary)
      say(`${roundLine(summary, landed())}; ${idleText(done)}`)
    }
    const caught: ControlDone[] = []
    for (const [number, control] of controls.entries()) {
      const done = await runControl(ground, control, seed * 1_000 + 900_000 + number, signal)
      caught.push(done)
      const { what, store } = control.expects
      say(`control "${control.name}": ${done.caught.length} ${what} in ${store}; ${idleText(done.round)}`)
    }
    return { rounds, controls: caught }
  } finally {
    await ground.close()
  }
}

/** Where a pipeline that was slow to come to rest stood still. */
function idleText({ waitedMs }: RoundDone): string {
  const { connector, enricher, stores } = waitedMs
  return `at rest after ${connector} ms (connector), ${enricher} (enricher), ${stores} (stores)`
}

function roundLine(round: RoundSummary, landed: number): string {
  const wrong = `${round.lost.length} lost, ${round.doubled.length} doubled, ${round.altered.length} altered`
  return `${round.name}: ${faultsOf(round)} faults (${landed} in all), ${round.events} events, ${wrong}${round.unproved.map((line) => `; ${line}`).join('')}`
}
