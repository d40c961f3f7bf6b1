/** Writes rows of Postgres into engagement_events.flat again, from where the ordinary enricher takes them; or tells what that would bring. */
import { z } from 'zod'
import { longestWindowMinutes, topics } from '../../contract/pipeline'
import { backfillResultSchema, proofSpanSchema, type BackfillResult, type ProofSpan } from '../../contract/proof'
import { flatRecord, openFlatWriter } from '../pipeline/topics/flatWriter'
import { secondsText } from '../pipeline/leaderboard/leaderboardScores'
import { pause } from '../../common/pause'
import { safePosition } from './safePosition'
import { differingRanges, runsOf } from './compareRanges'
import { readDeadLetters } from './deadLetters'
import { enricherLag, waitForHops } from './hops'
import { createIdList } from './idList'
import type { KeptFile } from '../runtime/keptFile'
import { rangeIds } from './recordTable'
import type { Progress } from './reconcile'
import type { Services } from './services'
import { openTopicView } from './topicView'

/** A backfill that has not come to its end: enough to go on with it in another process. */
export const backfillStateSchema = z.object({
  span: proofSpanSchema,
  all: z.boolean(),
  /** The position that its records are written at; one serves the whole of it. */
  logPosition: z.int(),
  /** All ids up to here are done; null before the first. */
  position: z.int().nullable(),
  /** The last id that is wanted. */
  last: z.int(),
  result: backfillResultSchema,
})
export type BackfillState = z.infer<typeof backfillStateSchema>

export interface BackfillOptions {
  readonly services: Services
  readonly file: KeptFile<BackfillState>
  readonly eventsPerSecond: number | null
  readonly progress: Progress
  readonly publish: (result: BackfillResult) => void
  readonly signal: AbortSignal
  readonly now: () => number
}

export interface BackfillPlan {
  readonly span: ProofSpan
  /** Every row of the span, also what no store lacks. */
  readonly all: boolean
  readonly dryRun: boolean
}

const idsAtOnce = 1_000
const rangesAtOnce = 16
/** The enricher may be as many records behind before the next are written. */
const mostLag = 20_000
const lagEveryRecords = 5_000
const lagPauseMs = 200
const waitMs = 20_000
const passLimitMs = 120_000
const minuteMs = 60_000

/** What is to be written. */
interface Survey {
  readonly events: number
  /** Growing. */
  readonly lacking: Float64Array
  readonly gains: BackfillResult['gains']
}

/**
 * @returns what it has brought.
 * Rejects with the signal's reason when it aborts: what is written stays, and the file tells how to go on.
 */
export async function backfill(plan: BackfillPlan, options: BackfillOptions): Promise<BackfillResult> {
  const { services, file, progress, publish, signal } = options
  const began = performance.now()
  const survey = await surveyOf(plan.span, options)
  const bounds = await services.postgres.bounds(plan.span, signal)
  const result: BackfillResult = {
    dry_run: plan.dryRun,
    from: instant(plan.span.by === 'time' ? plan.span.fromMs : bounds.firstMs),
    to: instant(plan.span.by === 'time' ? plan.span.toMs : bounds.lastMs),
    events: survey.events,
    selected: plan.all ? survey.events : survey.lacking.length,
    gains: survey.gains,
    written: 0,
    position: null,
    took_ms: Math.round(performance.now() - began),
  }
  publish(result)
  if (plan.dryRun || result.selected === 0) return result
  progress('position', 0, null)
  const logPosition = await safePosition(services.pool, services.paths, signal)
  const last = bounds.lastId ?? 0
  const state: BackfillState = { span: plan.span, all: plan.all, logPosition, position: null, last, result }
  await file.write(state)
  return write(state, survey.lacking, options)
}

/** Goes on where an earlier one ended. What is still lacking is looked up again: what has arrived meanwhile needs no second writing. */
export async function resumeBackfill(state: BackfillState, options: BackfillOptions): Promise<void> {
  const span: ProofSpan = state.span
  const lacking = state.all ? new Float64Array() : (await surveyOf(span, options)).lacking
  await write(state, lacking, options)
}

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** Compares the stores by ids: only what is missing counts, not what is altered. Dead letters are left to be resent. */
async function surveyOf(span: ProofSpan, { services, progress, signal, now }: BackfillOptions): Promise<Survey> {
  const { postgres, warehouse, kafka } = services
  progress('wait', 0, null)
  await waitForHops(services, null, waitMs, signal)
  let planned = 0
  let read = 0
  progress('read', 0, null)
  const view = (topic: typeof topics.events | typeof topics.enriched) =>
    openTopicView({
      services,
      topic,
      span,
      // All of it: an event may have been told long before its own time.
      sinceMs: null,
      onPlan: (records) => (planned += records),
      onRead: (records) => {
        read += records
        progress('read', read, planned)
      },
      signal,
    })
  const [flat, enriched, inPostgres, inWarehouse, letters] = await Promise.all([
    view(topics.events),
    view(topics.enriched),
    postgres.ranges(span, signal),
    warehouse.ranges(span, signal),
    readDeadLetters(kafka, signal),
  ])
  const sums = {
    postgres: inPostgres,
    flat: flat.table.sums(),
    enriched: enriched.table.sums(),
    clickhouse: inWarehouse,
  }
  const ranges = differingRanges(sums)
  const lacking = createIdList()
  const gains = { flat: 0, enriched: 0, clickhouse: 0 }
  let cents = 0
  const window = Math.floor(now() / minuteMs) * minuteMs - (longestWindowMinutes - 1) * minuteMs
  let done = 0
  for (const run of runsOf(ranges, rangesAtOnce)) {
    signal.throwIfAborted()
    const within = { first: run.first * rangeIds, last: run.last * rangeIds + rangeIds - 1 }
    const [rows, stored] = await Promise.all([
      postgres.entries(span, within, signal),
      warehouse.entries(span, within, signal),
    ])
    const unscored: number[] = []
    for (const [id, { content_id: contentId }] of rows) {
      if (letters.has(id)) continue
      const inFlat = flat.table.get(id)?.live === true || flat.mayHaveLost(id, contentId)
      const inEnriched = enriched.table.get(id)?.live === true || enriched.mayHaveLost(id, contentId)
      if (inFlat && inEnriched && stored.has(id)) continue
      lacking.push(id)
      if (!inFlat) gains.flat += 1
      if (!inEnriched) {
        gains.enriched += 1
        unscored.push(id)
      }
      if (!stored.has(id)) gains.clickhouse += 1
    }
    cents += await centsOf(services, unscored, window)
    done += run.last - run.first + 1
    progress('compare', done, ranges.length)
  }
  return {
    events: [...inPostgres.values()].reduce((sum, { count }) => sum + count, 0),
    lacking: lacking.sorted(),
    gains: { ...gains, leaderboard_seconds: secondsText(cents) },
  }
}

/** What events add to the leaderboard, in whole cents: those whose minute the longest window shows. */
async function centsOf({ postgres }: Services, ids: readonly number[], windowMs: number): Promise<number> {
  let cents = 0
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    for (const row of (await postgres.rows(ids.slice(at, at + idsAtOnce))).values()) {
      if (row.event_ms === null || row.event_ms < windowMs || row.content_id === null || row.duration_ms === null)
        continue
      cents += Math.sign(row.duration_ms) * Math.floor((Math.abs(row.duration_ms) + 5) / 10)
    }
  }
  return cents
}

async function write(begun: BackfillState, lacking: Float64Array, options: BackfillOptions): Promise<BackfillResult> {
  const { services, file, eventsPerSecond, progress, publish, signal, now } = options
  let state = begun
  const began = performance.now()
  const earlierMs = state.result.took_ms
  let sinceLag = 0
  let writtenNow = 0
  progress('write', state.result.written, state.result.selected)
  const writer = await openFlatWriter(services.kafka, `${services.groups.enricher}.backfill`)
  try {
    for (;;) {
      signal.throwIfAborted()
      const ids = state.all ? await nextRows(services, state) : nextLacking(lacking, state.position)
      const position = ids.at(-1)
      if (position === undefined) break
      const rows = await services.postgres.rows(ids)
      await writer.write([...rows.values()].map((row) => flatRecord(row, 'r', state.logPosition, now())))
      writtenNow += rows.size
      sinceLag += rows.size
      const result = {
        ...state.result,
        written: state.result.written + rows.size,
        position,
        took_ms: earlierMs + Math.round(performance.now() - began),
      }
      state = { ...state, position, result }
      await file.write(state)
      publish(result)
      progress('write', result.written, result.selected)
      if (eventsPerSecond !== null)
        await pause((writtenNow / eventsPerSecond) * 1_000 - (performance.now() - began), signal)
      if (sinceLag < lagEveryRecords) continue
      sinceLag = 0
      while (!signal.aborted && (await enricherLag(services)) > mostLag) await pause(lagPauseMs, signal)
    }
  } finally {
    await writer.close()
  }
  progress('check', state.result.written, state.result.selected)
  await file.remove()
  await waitForHops(services, null, passLimitMs, signal)
  return state.result
}

function nextLacking(lacking: Float64Array, position: number | null): number[] {
  let low = 0
  let high = lacking.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lacking[middle] ?? Infinity) <= (position ?? -1)) low = middle + 1
    else high = middle
  }
  return [...lacking.subarray(low, low + idsAtOnce)]
}

function nextRows({ postgres }: Services, { span, position, last }: BackfillState): Promise<number[]> {
  return postgres.nextIds(span, { first: position === null ? 0 : position + 1, last }, idsAtOnce)
}
