/**
 * Compares the events of a span in all stores: by sums over ranges of ids first, by single hashes where these differ, and by all that
 * each store says of an event where the hashes do. What differs is looked at a second time after everything has caught up.
 */
import { reasonsText } from '../../contract/messages/message'
import { canaryContentId, topics } from '../../contract/pipeline'
import {
  listedDifferences,
  type Difference,
  type ProofReason,
  type ProofSpan,
  type ProofStage,
  type ReconcileResult,
} from '../../contract/proof'
import { pause } from '../../common/pause'
import { countOf, differingRanges, runsOf } from './compareRanges'
import { readDeadLetters } from './deadLetters'
import { inSpan } from './fillTable'
import { findRecords, type TopicEvidence } from './findRecords'
import { waitForHops, type Hop } from './hops'
import { judge, type Evidence, type Finding } from './judge'
import { checkLeaderboard, minutesToCheck } from './leaderboardCheck'
import { rangeIds } from './recordTable'
import type { Services } from './services'
import type { SourceEntry, SpanBounds, WarehouseHashes } from './sources'
import { openTopicView, type TopicView } from './topicView'

export type Progress = (stage: ProofStage, done: number, total: number | null) => void

export interface ReconcileOptions {
  readonly services: Services
  readonly span: ProofSpan
  /** How long hops that lag behind are waited for, in milliseconds. */
  readonly waitMs: number
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly now: () => number
}

/** A comparison as it stands when it has read everything: what a repair or a backfill goes on from. */
export interface Comparison {
  readonly result: ReconcileResult
  /** Events that are lost or altered, growing: what a repair writes again. At most twice {@link listedDifferences}. */
  readonly toMend: readonly number[]
}

/** Records are looked for from this long before the span begins: clocks differ, and events are told a little early. */
const marginMs = 10 * 60_000
/** Between the two looks, so that what is under way has settled, in milliseconds. */
const settleMs = 1_500
/** Ranges of ids that one statement asks for. */
const rangesAtOnce = 16
/** Events of which everything is gathered; what lies beyond is counted by its hashes alone. */
const mostSuspects = 2 * listedDifferences
const idsAtOnce = 2_000

/** Rejects with the signal's reason, a MarsadError, or with what a service answers. */
export async function reconcile(options: ReconcileOptions): Promise<Comparison> {
  const { services, span, waitMs, progress, signal, now } = options
  const began = performance.now()
  const { postgres, warehouse, kafka } = services
  progress('wait', 0, null)
  const position = await postgres.logPosition()
  // The connector moves its slot every two seconds when nothing happens: waited for only where something is missing.
  const behindAtFirst = await waitForHops(services, null, waitMs, signal)
  const bounds = await postgres.bounds(span, signal)

  let planned = 0
  let read = 0
  progress('read', 0, null)
  const views = ([topics.events, topics.enriched] as const).map((topic) =>
    openTopicView({
      services,
      topic,
      span,
      sinceMs: sinceOf(span, bounds),
      onPlan: (records) => (planned += records),
      onRead: (records) => {
        read += records
        progress('read', read, planned)
      },
      signal,
    }),
  )
  const [flat, enriched, inPostgres, inWarehouse, letters] = await Promise.all([
    views[0] ?? failed(),
    views[1] ?? failed(),
    postgres.ranges(span, signal),
    warehouse.ranges(span, signal),
    readDeadLetters(kafka, signal),
  ])
  signal.throwIfAborted()

  progress('compare', 0, null)
  const sums = {
    postgres: inPostgres,
    flat: flat.table.sums(),
    enriched: enriched.table.sums(),
    clickhouse: inWarehouse,
  }
  const first = differingRanges(sums)
  const look = { ...options, flat, enriched, letters, bounds }
  let behind = behindAtFirst
  let found: Found = { findings: [], toMend: [], retained: { flat: 0, enriched: 0 }, unlisted: noTotals(), count: null }
  if (first.length > 0 || flat.table.doubled().length > 0 || enriched.table.doubled().length > 0) {
    progress('wait', 0, null)
    behind = await waitForHops(services, position, waitMs, signal)
    await pause(settleMs, signal)
    await Promise.all(
      [flat, enriched].map(async (view) => {
        if (countOf(view.table.sums()) < countOf(inPostgres)) await view.readEarlier(signal)
        await view.catchUp(signal)
      }),
    )
    progress('compare', 0, null)
    found = await lookClosely(look, first)
  }
  const counts = {
    postgres: countOf(inPostgres),
    flat: countOf(sums.flat),
    enriched: countOf(sums.enriched),
    clickhouse: countOf(inWarehouse),
    ...found.count,
  }

  progress('leaderboard', 0, null)
  const deadIds = await deadEvents(look)
  const minutes = minutesOf(span, bounds, now())
  const board = {
    kafka,
    postgres: services.pool,
    redis: services.redis,
    paths: services.paths,
    prefix: services.prefix,
  }
  let leaderboard = await checkLeaderboard({ ...board, now }, minutes, deadIds, signal)
  if (leaderboard.wrong.length > 0) {
    await pause(settleMs, signal)
    leaderboard = await checkLeaderboard({ ...board, now }, minutes, deadIds, signal)
  }
  signal.throwIfAborted()

  const lists = { lost: [] as Difference[], doubled: [] as Difference[], altered: [] as Difference[] }
  const totals = { ...found.unlisted, wrong: leaderboard.wrong.length }
  for (const { id, finding } of found.findings) {
    const list = lists[finding.kind]
    totals[finding.kind] += 1
    if (list.length < listedDifferences) list.push(differenceOf(id, finding, behind))
  }
  const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
  const result: ReconcileResult = {
    ok: totals.lost + totals.doubled + totals.altered + totals.wrong === 0,
    from: instant(span.by === 'time' ? span.fromMs : bounds.firstMs),
    to: instant(span.by === 'time' ? span.toMs : bounds.lastMs),
    ...(span.by === 'ids' ? { ids: { first: span.first, last: span.last } } : {}),
    stores: {
      postgres: { count: counts.postgres },
      flat: { count: counts.flat, ...retention(found.retained.flat) },
      enriched: { count: counts.enriched, ...retention(found.retained.enriched) },
      clickhouse: { count: counts.clickhouse },
      dead_letters: { count: deadIds.size },
    },
    ...lists,
    leaderboard: { checked: leaderboard.checked, wrong: leaderboard.wrong.slice(0, listedDifferences) },
    totals,
    behind: [...behind.values()],
    took_ms: Math.round(performance.now() - began),
  }
  return { result, toMend: found.toMend }
}

const failed = (): never => {
  throw new Error('two topics are read')
}
const retention = (ids: number): { from_retention?: number } => (ids === 0 ? {} : { from_retention: ids })
const noTotals = (): { lost: number; doubled: number; altered: number } => ({ lost: 0, doubled: 0, altered: 0 })

/** Where an event's records may begin. */
function sinceOf(span: ProofSpan, bounds: SpanBounds): number | null {
  const from = span.by === 'time' ? span.fromMs : bounds.firstMs
  return from === null ? null : Math.max(0, from - marginMs)
}

function minutesOf(span: ProofSpan, { firstMs, lastMs }: SpanBounds, nowMs: number): number[] {
  if (span.by === 'time') return minutesToCheck(span.fromMs, span.toMs, nowMs)
  if (firstMs === null || lastMs === null) return []
  const minuteMs = 60_000
  // A minute is compared as a whole, whatever else happened in it; the one under way is still being written to.
  const end = Math.min(Math.floor(lastMs / minuteMs) * minuteMs + minuteMs, Math.floor(nowMs / minuteMs) * minuteMs)
  return minutesToCheck(Math.floor(firstMs / minuteMs) * minuteMs, end, nowMs)
}

const hopOf: Partial<Record<string, Hop>> = { flat: 'connector', enriched: 'enricher', clickhouse: 'clickhouse' }

/** A loss is told with what the hop lacks that should have written the event. */
function differenceOf(
  id: number,
  { kind, store, reasons }: Finding,
  behind: ReadonlyMap<Hop, ProofReason>,
): Difference {
  const hop = hopOf[store]
  const lacks = hop === undefined || kind !== 'lost' ? undefined : behind.get(hop)
  const all = lacks === undefined ? [...reasons] : [...reasons, lacks]
  return { event_id: id, store, detail: reasonsText(all, 'en'), reasons: all }
}

interface Look extends ReconcileOptions {
  readonly flat: TopicView
  readonly enriched: TopicView
  /** Event id → why it was rejected. */
  readonly letters: ReadonlyMap<number, string>
  readonly bounds: SpanBounds
}

interface Found {
  readonly findings: readonly { readonly id: number; readonly finding: Finding }[]
  readonly toMend: readonly number[]
  readonly retained: { readonly flat: number; readonly enriched: number }
  /** Differences beyond those that everything was gathered of. */
  readonly unlisted: { lost: number; doubled: number; altered: number }
  /** Counts of the stores as of the second look; null where there was none. */
  readonly count: { postgres: number; flat: number; enriched: number; clickhouse: number } | null
}

/** The second look: single events of the ranges that differed. */
async function lookClosely(look: Look, ranges: readonly number[]): Promise<Found> {
  const { services, span, signal, progress, flat, enriched } = look
  const suspects = new Set<number>([...flat.table.doubled(), ...enriched.table.doubled()])
  const unlisted = noTotals()
  const retained = { flat: 0, enriched: 0 }
  let done = 0
  for (const run of runsOf(ranges, rangesAtOnce)) {
    signal.throwIfAborted()
    const within = { first: run.first * rangeIds, last: run.last * rangeIds + rangeIds - 1 }
    const [rows, stored] = await Promise.all([
      services.postgres.entries(span, within, signal),
      services.warehouse.entries(span, within, signal),
    ])
    const ids = new Set([...rows.keys(), ...stored.keys()])
    for (const view of [flat, enriched]) for (const [id] of view.table.entries(within.first, within.last)) ids.add(id)
    for (const id of ids) {
      const kind = suspicion(id, rows.get(id), stored.get(id), look)
      if (kind === null) {
        if (rows.has(id) && flat.table.get(id) === null) retained.flat += 1
        if (rows.has(id) && enriched.table.get(id) === null) retained.enriched += 1
      } else if (suspects.size < mostSuspects) suspects.add(id)
      else unlisted[kind] += 1
    }
    done += run.last - run.first + 1
    progress('compare', done, ranges.length)
  }
  const ids = [...suspects].sort((a, b) => a - b)
  const evidence = await gather(look, ids)
  const findings: { id: number; finding: Finding }[] = []
  const toMend = new Set<number>()
  const shift = { flat: 0, enriched: 0 }
  for (const each of evidence) {
    const found = judge(each)
    for (const finding of found) {
      findings.push({ id: each.id, finding })
      if (finding.kind !== 'doubled') toMend.add(each.id)
    }
    if (each.row !== null && each.flat === null && each.outOfReach.flat) retained.flat += 1
    if (each.row !== null && each.enriched === null && each.outOfReach.enriched) retained.enriched += 1
    // The tables know the records of the span only: what an event says now may place it inside or outside.
    shift.flat += Number(liveInSpan(span, each.flat)) - Number(flat.table.get(each.id)?.live === true)
    shift.enriched += Number(liveInSpan(span, each.enriched)) - Number(enriched.table.get(each.id)?.live === true)
  }
  const [inPostgres, inWarehouse] = await Promise.all([
    services.postgres.ranges(span, signal),
    services.warehouse.ranges(span, signal),
  ])
  const count = {
    postgres: countOf(inPostgres),
    flat: countOf(flat.table.sums()) + shift.flat,
    enriched: countOf(enriched.table.sums()) + shift.enriched,
    clickhouse: countOf(inWarehouse),
  }
  return { findings, toMend: [...toMend], retained, unlisted, count }
}

const liveInSpan = (span: ProofSpan, evidence: TopicEvidence | null): boolean =>
  evidence !== null && evidence.newest.meaning !== 'deleted' && inSpan(span, evidence.newest)

/** Whether an event must be looked at, by its hashes; null where it is right, or no longer to be seen in a topic. */
function suspicion(
  id: number,
  row: SourceEntry | undefined,
  stored: WarehouseHashes | undefined,
  { flat, enriched }: Look,
): 'lost' | 'altered' | null {
  const inFlat = flat.table.get(id)
  const inEnriched = enriched.table.get(id)
  if (row === undefined) {
    return inFlat?.live === true || inEnriched?.live === true || stored !== undefined ? 'altered' : null
  }
  const flatIsOld = inFlat === null && flat.mayHaveLost(id, row.content_id)
  const enrichedIsOld = inEnriched === null && enriched.mayHaveLost(id, row.content_id)
  if (stored === undefined) return 'lost'
  if ((inFlat?.live !== true && !flatIsOld) || (inEnriched?.live !== true && !enrichedIsOld)) return 'lost'
  if (stored.source !== row.source || (inFlat !== null && inFlat.hash !== row.source)) return 'altered'
  return inEnriched !== null && inEnriched.hash !== stored.whole ? 'altered' : null
}

/** All that each store says of some events. */
async function gather(look: Look, ids: readonly number[]): Promise<Evidence[]> {
  const { services, signal, flat, enriched, letters } = look
  if (ids.length === 0) return []
  const wanted = new Set(ids)
  const find = async (view: TopicView): Promise<Map<number, TopicEvidence>> =>
    findRecords(services.kafka, view.topic, await view.whole(), ({ id }) => wanted.has(id), signal)
  const [inFlat, inEnriched] = await Promise.all([find(flat), find(enriched)])
  const evidence: Evidence[] = []
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    signal.throwIfAborted()
    const some = ids.slice(at, at + idsAtOnce)
    const [rows, stored] = await Promise.all([services.postgres.rows(some), services.warehouse.rows(some)])
    for (const id of some) {
      const row = rows.get(id) ?? null
      const told = [inFlat.get(id), inEnriched.get(id)]
      if (row === null && told.some((found) => found?.newest.contentId === canaryContentId)) continue
      evidence.push({
        id,
        row,
        flat: inFlat.get(id) ?? null,
        enriched: inEnriched.get(id) ?? null,
        warehouse: stored.get(id) ?? null,
        deadLetter: letters.get(id) ?? null,
        outOfReach: {
          flat: row !== null && flat.mayHaveLost(id, row.content_id),
          enriched: row !== null && enriched.mayHaveLost(id, row.content_id),
        },
      })
    }
  }
  return evidence
}

/** Events of the span that are dead letters and have no live record in engagement_enriched. */
async function deadEvents({ services, span, letters, enriched, signal }: Look): Promise<Set<number>> {
  const candidates = [...letters.keys()].filter((id) => enriched.table.get(id)?.live !== true)
  const dead = new Set<number>()
  for (let at = 0; at < candidates.length; at += idsAtOnce) {
    signal.throwIfAborted()
    for (const row of (await services.postgres.rows(candidates.slice(at, at + idsAtOnce))).values()) {
      if (row.event_ms !== null && inSpan(span, { id: row.id, eventMs: row.event_ms })) dead.add(row.id)
    }
  }
  return dead
}
