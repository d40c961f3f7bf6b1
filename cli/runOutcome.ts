import type { ReportRead } from '../contract/workers'
import type { EndReason } from './commands/ending'
import { isDrained } from './report'

/** What became of a run that was ready: only `done` did what was asked. */
export type RunOutcome = 'done' | 'interrupted' | 'undrained'

/**
 * @param asked `for`: the time that the run should take, undefined: until somebody ends it
 * @param figures the last ones read for the report, null when no report was asked for
 */
export function runOutcome(
  asked: { readonly for?: number | undefined },
  why: EndReason,
  figures: Pick<ReportRead, 'counts'> | null,
): RunOutcome {
  if (asked.for !== undefined && why !== 'time') return 'interrupted'
  return figures !== null && !isDrained(figures) ? 'undrained' : 'done'
}
