/** What the prover finds and does: whether every store holds the same events, and how what it lacks is brought there. */
import { z } from 'zod'
import { errorDetailsSchema, failureSchema } from './errors'

const epochMs = z.number().nonnegative()
const count = z.int().nonnegative()
const eventId = z.int().nonnegative()

/** Which events are looked at: those whose event_ts lies in [from, to), or those with an id from `first` to `last`, both included. */
export const proofSpanSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('time'), fromMs: epochMs, toMs: epochMs }).refine(({ fromMs, toMs }) => fromMs < toMs, {
    message: 'the span ends before it begins',
  }),
  z.object({ by: z.literal('ids'), first: eventId, last: eventId }).refine(({ first, last }) => first <= last, {
    message: 'the span ends before it begins',
  }),
])
export type ProofSpan = z.infer<typeof proofSpanSchema>

/** Stores in the order in which an event reaches them. */
export const proofStores = ['postgres', 'flat', 'enriched', 'clickhouse', 'dead_letters'] as const
export const proofStoreSchema = z.enum(proofStores)
export type ProofStore = z.infer<typeof proofStoreSchema>

/** Why an event is not right, and what a hop lacks; the words are contract/messages'. */
export const proofReasonCodes = [
  'told_as_new',
  'not_in_postgres',
  'not_captured',
  'not_enriched',
  'not_stored',
  'newest_says_deleted',
  'nor_in',
  'field',
  'later_dead_letter',
  'behind_records',
  'behind_log',
  'no_slot',
] as const
export const proofReasonSchema = z.object({ code: z.enum(proofReasonCodes), details: errorDetailsSchema })
export type ProofReason = z.infer<typeof proofReasonSchema>

export const differenceSchema = z.object({
  event_id: eventId,
  /** Lost: the first store that lacks it. Doubled or altered: the store that holds it so. */
  store: proofStoreSchema,
  /** Where it stopped or what differs, in English. */
  detail: z.string(),
  /** The same for readers of any language. */
  reasons: z.array(proofReasonSchema),
})
export type Difference = z.infer<typeof differenceSchema>

const storeSchema = z.object({
  /** Distinct live events of the span. */
  count,
  /** Events of the span that are older than what the topic still holds: not looked for there. */
  from_retention: count.optional(),
})

export const wrongScoreSchema = z.object({
  /** UTC minute, `YYYYMMDDHHMM`. */
  minute: z.string(),
  content_id: z.string(),
  /** Seconds with two places. */
  expected: z.string(),
  actual: z.string(),
})
export type WrongScore = z.infer<typeof wrongScoreSchema>

/** What `marsad reconcile --json` prints. Its names are part of the interface. */
export const reconcileResultSchema = z.object({
  /** Nothing is lost, doubled, altered or wrong. */
  ok: z.boolean(),
  /** RFC 3339, UTC; of a span of ids the event_ts of its first and last event, or null where it has none. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Present where the span is one of ids. */
  ids: z.object({ first: eventId, last: eventId }).optional(),
  stores: z.object({
    postgres: storeSchema,
    flat: storeSchema,
    enriched: storeSchema,
    clickhouse: storeSchema,
    /** Events of the span that stand there and have no live record in engagement_enriched. */
    dead_letters: storeSchema,
  }),
  /** At most {@link listedDifferences} of each list; `totals` counts all. */
  lost: z.array(differenceSchema),
  doubled: z.array(differenceSchema),
  altered: z.array(differenceSchema),
  leaderboard: z.object({
    /** Scores that were compared, one for each content and minute. */
    checked: count,
    wrong: z.array(wrongScoreSchema),
  }),
  totals: z.object({ lost: count, doubled: count, altered: count, wrong: count }),
  /** Hops that had not caught up with the beginning of the job when the wait for them ended. */
  behind: z.array(proofReasonSchema),
  took_ms: z.number().nonnegative(),
})
export type ReconcileResult = z.infer<typeof reconcileResultSchema>

/** The longest list of differences that is told; `totals` counts beyond it. */
export const listedDifferences = 10_000
/** As many of each list are part of a snapshot, which travels several times a second; `reconcile.result` has all that are listed. */
export const shownDifferences = 200

/** What became of a repair. */
export const repairResultSchema = z.object({
  /** Records written to engagement_events.flat. */
  written: count,
  /** Events that were wrong before and are not any more. */
  mended: count,
  /** Whether the leaderboard was begun anew, to be rebuilt from its topic. */
  leaderboard_rebuilt: z.boolean(),
  /** Events that were written again for that, as the topic no longer held the last hour. */
  told_again: count,
})
export type RepairResult = z.infer<typeof repairResultSchema>

/** What a backfill would bring (dry run), or has brought as far as it has come. */
export const backfillResultSchema = z.object({
  dry_run: z.boolean(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Events of the span in Postgres, and those of them that are written. */
  events: count,
  selected: count,
  /** Rows that each store lacks of what is selected. */
  gains: z.object({
    flat: count,
    enriched: count,
    clickhouse: count,
    /** Seconds, two places: of selected events that belong to the leaderboard's longest window and are not in engagement_enriched. */
    leaderboard_seconds: z.string(),
  }),
  written: count,
  /** All ids up to here are done; null before the first. */
  position: eventId.nullable(),
  took_ms: z.number().nonnegative(),
})
export type BackfillResult = z.infer<typeof backfillResultSchema>

/** Stages of the prover's jobs, in the order in which they may come. */
export const proofStages = ['wait', 'read', 'compare', 'leaderboard', 'position', 'write', 'rebuild', 'check'] as const
export const proofStageSchema = z.enum(proofStages)
export type ProofStage = z.infer<typeof proofStageSchema>

export const proofJobSchema = z.object({
  /** Grows from job to job. */
  id: count,
  kind: z.enum(['reconcile', 'repair', 'backfill']),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  startedAt: epochMs,
  endedAt: epochMs.nullable(),
  stage: proofStageSchema,
  /** Of the present stage, in records or events; `total` null where it is not known. */
  done: count,
  total: count.nullable(),
  failure: failureSchema.nullable(),
})
export type ProofJob = z.infer<typeof proofJobSchema>

export const proofSnapshotSchema = z.object({
  /** The job under way or the latest one; null until there was one. */
  job: proofJobSchema.nullable(),
  /** The latest comparison, its lists cut to {@link shownDifferences}; a repair puts what it found in the end here. */
  reconcile: reconcileResultSchema.nullable(),
  /** The latest repair of what that comparison found. */
  repair: repairResultSchema.nullable(),
  backfill: backfillResultSchema.nullable(),
  /** A backfill that was cancelled or broken off and can be taken up again: the last id that is done, and the last that is wanted. */
  resumable: z.object({ position: eventId, last: eventId }).nullable(),
})
export type ProofSnapshot = z.infer<typeof proofSnapshotSchema>
