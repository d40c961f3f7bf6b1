/** What records of engagement_enriched add to minutes of the leaderboard, as its worker reads them. Pure. */
import { canaryContentId } from '../../../contract/pipeline'
import { placeOf } from '../../pipeline/leaderboard/leaderboardScores'
import { centsOf, instantMs, readScoring } from '../../pipeline/records/scoringRecord'

const minuteMs = 60_000
/**
 * An event dated this long after its commit may have been told apart as a future one, and may have scored in a rebuild. The leaderboard
 * allows two minutes by a clock that need not be Postgres's.
 */
const aheadMs = 30_000

/** Cents between which a sum must lie: one that is certain has no room. */
export interface Bounds {
  readonly least: number
  readonly most: number
}

/** How an enricher writes it; within a text the quotes would be escaped. */
const contentField = Buffer.from('"content_id":"')
const uuidLength = 36

/** Most records are of other contents: they need not be parsed. */
function mayBeOf(value: Buffer, contents: ReadonlySet<string>): boolean {
  const at = value.indexOf(contentField)
  if (at < 0) return true
  const from = at + contentField.length
  return contents.has(value.toString('latin1', from, from + uuidLength))
}

/** Contents of one partition that are looked at, by the start of their minute in milliseconds since the epoch. */
export type Suspects = ReadonlyMap<number, readonly string[]>

export interface BoardFold {
  /** Records of one partition, in their order. */
  add(value: Buffer | null): void
  /** By {@link placeOf}; null where what came says too little to judge. */
  sums(): ReadonlyMap<string, Bounds | null>
  /** Ids of the events that were told with one of the contents. */
  seen(): readonly number[]
}

export function foldBoard(suspects: Suspects): BoardFold {
  const contents = new Set([...suspects.values()].flat())
  const sums = new Map(
    [...suspects].flatMap(([minute, its]) =>
      its.map((id): [string, { least: number; most: number }] => [placeOf(minute, id), { least: 0, most: 0 }]),
    ),
  )
  const unclear = new Set<string>()
  const seen = new Set<number>()
  return {
    add: (value) => {
      if (value === null || !mayBeOf(value, contents)) return
      const read = readScoring(value)
      if (!read.ok) return
      const { event_id, content_id, event_ts, engagement_seconds, committed_ms, correction, deleted, snapshot } =
        read.event
      if (content_id === null || content_id === canaryContentId || seen.has(event_id)) return
      if (!contents.has(content_id)) return
      const at = instantMs(event_ts)
      const place = placeOf(Math.floor(at / minuteMs) * minuteMs, content_id)
      if (correction === true || deleted === true) {
        // What it scored as was told elsewhere, or before.
        unclear.add(place)
        return
      }
      seen.add(event_id)
      const sum = sums.get(place)
      if (sum === undefined || engagement_seconds === null) return
      const cents = centsOf(engagement_seconds)
      // A row that was read from the table may have scored before, by another record.
      const maybe = snapshot === true || at - committed_ms > aheadMs
      if (!maybe || cents < 0) sum.least += cents
      if (!maybe || cents > 0) sum.most += cents
    },
    sums: () => new Map([...sums].map(([place, sum]) => [place, unclear.has(place) ? null : { ...sum }])),
    seen: () => [...seen],
  }
}
