import type { TopicName } from '../../contract/pipeline'
import type { GroupLag } from '../../contract/snapshot'
import type { PartitionView } from './tally/tally'

/**
 * How far a group is behind, from what it has committed and what the tally has read.
 * Lag is in offsets, and transaction markers are offsets too; but where nothing but markers is left to read it is 0.
 * @param committed next offset by partition; absent where the group has committed none
 * @param writtenAt when the first record at or after an offset was written, in milliseconds; null when not known
 */
export function groupLag(
  group: { readonly group: string; readonly topic: TopicName; readonly state: string; readonly members: number },
  partitions: readonly PartitionView[],
  committed: ReadonlyMap<number, number>,
  writtenAt: (partition: number, offset: number) => number | null,
  nowMs: number,
): GroupLag {
  /** When the oldest unread record of each lagging partition was written. */
  const written: (number | null)[] = []
  const shown = partitions.map(({ partition, low, high, lastRecord, caughtUp }) => {
    const at = committed.get(partition) ?? null
    const next = Math.max(low, at ?? low)
    const onlyMarkers = caughtUp && (lastRecord === null || next > lastRecord)
    const lag = onlyMarkers ? 0 : Math.max(0, high - next)
    if (lag > 0) written.push(writtenAt(partition, next))
    return { partition, committed: at, lag }
  })
  const lag = shown.reduce((sum, partition) => sum + partition.lag, 0)
  const known = written.filter((time) => time !== null)
  const allKnown = known.length === written.length
  return {
    ...group,
    partitions: shown,
    lag,
    lagMs: lag === 0 ? 0 : allKnown ? Math.max(0, nowMs - Math.min(...known)) : null,
  }
}
