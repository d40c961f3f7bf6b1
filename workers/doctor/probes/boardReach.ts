/** Which minutes of the leaderboard can be told by their topic, and what has to be read for them: several in one reading where they can. */
import type { Cluster } from '../../kafka/wire/kafkajs/kafkajs'
import { topics } from '../../../contract/pipeline'
import { heldSince } from '../../pipeline/leaderboard/leaderboardTopic'
import { scoresMarginMs } from '../../pipeline/leaderboard/leaderboardScores'
import { offsetAt } from '../../kafka/session/topicOffsets'
import type { Span } from './boardCut'

/** Where the records of a minute begin, by partition. */
type Starts = ReadonlyMap<number, number>

export interface Reach {
  /** By minute, in the order in which they are wanted; without partitions of which records may be gone. */
  readonly starts: ReadonlyMap<number, Starts>
  /** Where each partition ends. */
  readonly ends: ReadonlyMap<number, number>
}

/** See {@link Reach.ends}. Rejects with what kafkajs throws. */
export async function findEnds(cluster: Cluster, partitions: ReadonlySet<number>): Promise<Reach['ends']> {
  const offsets = await Promise.all(
    [...partitions].map(
      async (partition) => [partition, await offsetAt(cluster, topics.enriched, partition, { at: 'end' })] as const,
    ),
  )
  return new Map(offsets)
}

/**
 * See {@link Reach.starts}.
 * @param wanted the partitions that tell of a minute, by its start in milliseconds since the epoch.
 * Rejects with what kafkajs throws.
 */
export async function findStarts(
  cluster: Cluster,
  wanted: ReadonlyMap<number, readonly number[]>,
): Promise<Reach['starts']> {
  // An event told earlier than that is of a time to come, and its sum is judged with room for it.
  const startsOf = async (minute: number, its: readonly number[]): Promise<Starts> => {
    const found = await Promise.all(
      its.map(async (partition) => [partition, await heldSince(cluster, partition, minute - scoresMarginMs)] as const),
    )
    return new Map(found.flatMap(([partition, from]) => (from === null ? [] : [[partition, from] as const])))
  }
  const all = await Promise.all(
    [...wanted].map(async ([minute, its]) => [minute, await startsOf(minute, its)] as const),
  )
  return new Map(all.filter(([, its]) => its.size > 0))
}

/** How far the leaderboard may be behind a partition, in records: on a pipeline in motion it always is a little. */
const mostBehind = 5_000

/**
 * Partitions of which the leaderboard is far from the end, as after a rebuild: its sums change with each batch until it is there.
 * @param next the offset that Redis holds, by partition @param ends see {@link Reach.ends}
 */
export const partitionsBehind = (
  next: Readonly<Record<string, string>>,
  ends: ReadonlyMap<number, number>,
): ReadonlySet<number> =>
  new Set([...ends].flatMap(([partition, end]) => (end - Number(next[partition] ?? 0) > mostBehind ? [partition] : [])))

export interface Plan {
  /** The minutes that are told by it. */
  readonly minutes: readonly number[]
  /** What is read, by partition. */
  readonly spans: ReadonlyMap<number, Span>
  /** Records of all spans together. */
  readonly records: number
}

/** As many minutes as may be read, in their order: each costs only what those before it do not read already. */
export function planReading({ starts, ends }: Reach, allowed: number): Plan {
  const minutes: number[] = []
  let spans = new Map<number, Span>()
  let records = 0
  for (const [minute, its] of starts) {
    const wider = new Map(spans)
    for (const [partition, from] of its) {
      const end = ends.get(partition) ?? from
      wider.set(partition, { from: Math.min(from, spans.get(partition)?.from ?? from), end })
    }
    const cost = [...wider.values()].reduce((sum, { from, end }) => sum + Math.max(0, end - from), 0)
    if (cost > allowed) continue
    minutes.push(minute)
    spans = wider
    records = cost
  }
  return { minutes, spans, records }
}
