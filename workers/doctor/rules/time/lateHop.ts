import { known } from '../../../../contract/known'
import { freshnessBudgetMs } from '../../../../contract/pipeline'
import { isUp, type Facts } from '../../facts'
import type { Trend } from '../../history'
import { hasSettled } from '../postgres/postgres'
import { describeGroup, workerGroups } from '../workers/groups'

const spanMs = 20_000
/** A group that will have caught up before anybody could act on it is no finding. */
const soonMs = 60_000

/** What an event passes on its way. */
export interface Hop {
  readonly subject: string
  readonly name: string
  /** How long events wait there, in milliseconds. */
  readonly spentMs: number
  /** How to see it by hand; null for the connector, which is measured here. */
  readonly command: string | null
  readonly catchUp: CatchUp | null
}

/** A group that takes more than comes, be it after a pause or since it was set back to read its topic again. */
interface CatchUp {
  readonly left: number
  readonly remainingMs: number
}

/** Where events wait longest, if that is longer than the whole way may take; null while they are in time. */
export function lateHop(facts: Facts): Hop | null {
  if (!isUp(facts)) return null
  const [slowest] = [captureHop(facts), ...groupHops(facts)]
    .flatMap((hop) => (hop === null || hop.spentMs <= freshnessBudgetMs ? [] : [hop]))
    .toSorted((one, other) => other.spentMs - one.spentMs)
  return slowest ?? null
}

/** The connector. Its latest samples may be those of a backlog that is over: only while they grow is it slow now. */
function captureHop(facts: Facts): Hop | null {
  const median = facts.trend('capture_median', spanMs)
  const records = facts.trend('records_of_events', spanMs)
  if (median === null || records === null || records.last <= records.first || !hasSettled(facts)) return null
  return median.last <= median.first
    ? null
    : { subject: 'capture', name: 'connect', spentMs: median.last, command: null, catchUp: null }
}

/** Each consumer group: how long its oldest unread record has waited. */
function groupHops(facts: Facts): (Hop | null)[] {
  const groups = known(facts.pipeline?.groups) ?? []
  const readers = [
    ...workerGroups(facts).map(({ group, worker, lag, position }) => ({ group, name: worker, lag, position })),
    {
      group: facts.settings.clickhouseGroup,
      name: 'clickhouse',
      lag: 'clickhouse_lag',
      position: 'clickhouse_position',
    } as const,
  ]
  return readers.map(({ group, name, lag, position }) => {
    const waited = groups.find((each) => each.group === group)?.lagMs ?? null
    if (waited === null) return null
    const place = facts.trend(position, spanMs)
    // Set back just now, or a new group: what it reads again has waited for nothing, and how fast it is shows only later.
    if (place !== null && place.last < place.most) return null
    const catchUp = catchUpOf(facts.trend(lag, spanMs), facts.trend(lag, spanMs / 2))
    if (catchUp !== null && catchUp.remainingMs < soonMs) return null
    return { subject: name, name, spentMs: waited, command: describeGroup(facts, group), catchUp }
  })
}

/**
 * By the largest lags, not the latest: that of a reader who takes large blocks goes up and down all the time.
 * @param late of the second half of the span
 * @returns null where the lag does not become less, or by less than it goes up and down anyway
 */
function catchUpOf(whole: Trend | null, late: Trend | null): CatchUp | null {
  if (whole === null || late === null) return null
  const gone = whole.most - late.most
  if (gone <= 0 || gone < (late.most - late.least) / 2) return null
  return { left: late.last, remainingMs: Math.round((late.last / gone) * (spanMs / 2)) }
}
