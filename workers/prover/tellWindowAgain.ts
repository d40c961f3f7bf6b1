/** Writes the events of the longest window again, for a rebuild of the leaderboard whose topic no longer holds them. */
import { longestWindowMinutes } from '../../contract/pipeline'
import { futureToleranceMs } from '../pipeline/leaderboard/resetLeaderboard'
import { scoresMarginMs } from '../pipeline/leaderboard/leaderboardScores'
import { backfill, type BackfillOptions } from './backfill'

const minuteMs = 60_000

/** Asked for once more when it is broken off: nobody goes on with it, and what a person may go on with is left alone. */
const unkept: BackfillOptions['file'] = {
  read: () => Promise.resolve(null),
  write: () => Promise.resolve(),
  remove: () => Promise.resolve(),
}

/**
 * What is in the topic already is told twice by it, and scores once.
 * @returns how many events were written. Rejects as {@link backfill} does.
 */
export async function tellWindowAgain(
  options: Omit<BackfillOptions, 'file' | 'publish' | 'eventsPerSecond'>,
): Promise<number> {
  const now = options.now()
  const span = {
    by: 'time',
    fromMs: now - longestWindowMinutes * minuteMs - scoresMarginMs,
    toMs: now + futureToleranceMs + minuteMs,
  } as const
  const plan = { span, all: true, dryRun: false }
  return (await backfill(plan, { ...options, file: unkept, publish: () => undefined, eventsPerSecond: null })).written
}
