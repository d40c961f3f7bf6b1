/** Whether ClickHouse's consumer gets on. */
import type { Facts } from '../../facts'

export interface Standstill {
  /** Where its group stands: the sum of its committed offsets. */
  readonly position: number
  /** Records that came meanwhile, long enough ago to have been taken. */
  readonly waiting: number
}

/**
 * Null unless the group has committed nothing for `ms` milliseconds although records came in the first half of that time. A lag alone is
 * no sign, and neither is a pipeline at rest: only committed records count, and the newest ones may be on their way.
 */
export function standstill({ trend }: Facts, ms: number): Standstill | null {
  const position = trend('clickhouse_position', ms)
  const before = trend('records_of_enriched', ms)
  const since = trend('records_of_enriched', ms / 2)
  if (position === null || before === null || since === null) return null
  const waiting = since.first - before.first
  // Least and most, not first and last: an offset that was set back has moved.
  return position.least === position.most && waiting > 0 ? { position: position.last, waiting } : null
}

/** As Kafka names it: `Stable` once the group has shared out its partitions, `Empty` without members. Null where that is not known. */
export function groupState({ kafka, settings }: Facts): string | null {
  return kafka.value?.groups.get(settings.clickhouseGroup)?.state ?? null
}

/** How to see by hand how far a group has come. */
export const groupCommand = ({ endpoints, settings }: Facts): string =>
  `kafka-consumer-groups.sh --bootstrap-server ${endpoints?.kafka.published ?? ''} --describe --group ${settings.clickhouseGroup}`
