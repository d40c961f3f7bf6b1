/** `npm run faults -- --faults 1000 --seed N [--report FILE]`. */
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { reportOf } from './report'
import { runFaults, type RunDone } from './runFaults'

const optionsSchema = z.object({
  faults: z.coerce.number().int().min(1).default(1_000),
  seed: z.coerce.number().int().min(0).max(2_000_000).default(1),
  report: z.string().optional(),
  state: z.string().optional(),
})

/** @returns whether nothing was lost, doubled or altered, all that was to be proved was, and every control was caught */
export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      faults: { type: 'string' },
      seed: { type: 'string' },
      report: { type: 'string' },
      state: { type: 'string' },
    },
  })
  const { faults, seed, report, state } = optionsSchema.parse(values)
  const folder = resolve(state ?? join(tmpdir(), `marsad-faults-run-${faults}-${seed}`))
  const say = (line: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`)
  const interrupted = new AbortController()
  const interrupt = (): void => {
    say('interrupted: what is under way is ended; the same command goes on')
    interrupted.abort()
  }
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  try {
    const done = await runFaults({ faults, seed, folder, say }, interrupted.signal)
    const command = `npm run faults -- --faults ${faults} --seed ${seed}`
    const text = reportOf({ command, seed, rounds: done.rounds, controls: done.controls })
    if (report !== undefined) await writeFile(resolve(report), text)
    console.log(text)
    if (isProved(done)) {
      await rm(folder, { recursive: true, force: true })
      return true
    }
    say(`what was written and what was done to the pipeline is kept in ${folder}`)
    return false
  } catch (thrown) {
    // What was under way has ended with it; anything else is a failure of its own.
    if (thrown !== interrupted.signal.reason || !interrupted.signal.aborted) throw thrown
    say(`the finished rounds are kept in ${folder}`)
    return false
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

export function isProved({ rounds, controls }: RunDone): boolean {
  return (
    rounds.every(
      ({ lost, doubled, altered, unproved }) => lost.length + doubled.length + altered.length + unproved.length === 0,
    ) && controls.every(({ caught }) => caught.length > 0)
  )
}
