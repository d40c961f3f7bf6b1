/** Mends what a comparison found: events through engagement_events.flat, scores by a rebuild from the topic, which is given what it no longer holds. */
import { MarsadError } from '../../contract/errors'
import { topics, type EventType } from '../../contract/pipeline'
import type { RepairResult } from '../../contract/proof'
import { rebuildBoard } from '../pipeline/leaderboard/resetLeaderboard'
import { holdsWindow } from '../pipeline/leaderboard/leaderboardTopic'
import { flatRecord, openFlatWriter, type EventRow, type FlatRecord } from '../pipeline/topics/flatWriter'
import { safePosition } from './safePosition'
import { findRecords } from './findRecords'
import { waitForHops } from './hops'
import { reconcile, type Comparison, type ReconcileOptions } from './reconcile'
import { topicBounds } from './scanTopic'
import { tellWindowAgain } from './tellWindowAgain'
import type { Services } from './services'
import type { WarehouseRow } from './sources'
import type { TopicRecord } from './topicRecord'

const idsAtOnce = 1_000
/** What was written must pass every hop, and a rebuild reads an hour of the topic, in milliseconds. */
const passLimitMs = 120_000

export interface Repaired {
  /** The comparison of the same span after the repair. */
  readonly comparison: Comparison
  readonly repair: RepairResult
}

/**
 * Writes the events that were lost or altered again, and nothing else, then compares the span once more. Where scores are wrong even
 * then, the leaderboard is begun anew, and the span is compared a last time. A topic that no longer holds the last hour would make it
 * emptier than it was: its events are written again first.
 * @throws MarsadError `nothing_to_repair`, `transactions_open`; or what a service answers
 */
export async function repair(before: Comparison, options: ReconcileOptions): Promise<Repaired> {
  const { services, progress, signal, now } = options
  const { toMend, result } = before
  if (toMend.length === 0 && result.leaderboard.wrong.length === 0) throw new MarsadError('nothing_to_repair')

  if (toMend.length > 0) await writeAgain(toMend, options)
  progress('check', 0, null)
  await waitForHops(services, null, passLimitMs, signal)
  let comparison = await reconcile(options)
  let rebuilt = false
  let toldAgain = 0
  // Events that were missing score by themselves when they arrive: only what is wrong then is worth beginning anew.
  if (comparison.result.leaderboard.wrong.length > 0) {
    if (!(await holdsWindow(services.kafka, now()))) toldAgain = await tellWindowAgain(options)
    progress('rebuild', 0, null)
    rebuilt = await rebuildBoard(services.redis, services.paths.sql, services.prefix, now, signal)
    await waitForHops(services, null, passLimitMs, signal)
    comparison = await reconcile(options)
  }
  const still = new Set(comparison.toMend)
  const mended = toMend.filter((id) => !still.has(id)).length
  return { comparison, repair: { written: toMend.length, mended, leaderboard_rebuilt: rebuilt, told_again: toldAgain } }
}

async function writeAgain(ids: readonly number[], options: ReconcileOptions): Promise<void> {
  const { services, progress, signal, now } = options
  progress('position', 0, null)
  const position = await safePosition(services.pool, services.paths, signal)
  const writer = await openFlatWriter(services.kafka, `${services.groups.enricher}.repair`)
  try {
    for (let at = 0; at < ids.length; at += idsAtOnce) {
      signal.throwIfAborted()
      const some = ids.slice(at, at + idsAtOnce)
      const rows = await services.postgres.rows(some)
      const ghosts = await ghostRows(
        services,
        some.filter((id) => !rows.has(id)),
        signal,
      )
      const records: FlatRecord[] = []
      for (const row of rows.values()) records.push(flatRecord(row, 'r', position, now()))
      for (const row of ghosts) records.push(flatRecord(row, 'd', position, now()))
      await writer.write(records)
      progress('write', at + some.length, ids.length)
    }
  } finally {
    await writer.close()
  }
}

/** Events that Postgres does not have, as their last holder tells them: their deletion is written as theirs. */
async function ghostRows(services: Services, ids: readonly number[], signal: AbortSignal): Promise<EventRow[]> {
  if (ids.length === 0) return []
  const stored = await services.warehouse.rows(ids)
  const rows = [...stored.values()].map(ofWarehouse)
  const left = new Set(ids.filter((id) => !stored.has(id)))
  for (const topic of [topics.enriched, topics.events] as const) {
    if (left.size === 0) break
    const stretch = (await topicBounds(services.kafka, topic)).partitions.map(({ low, end }) => ({
      from: low,
      to: end,
    }))
    const found = await findRecords(services.kafka, topic, stretch, ({ id }) => left.has(id), signal)
    for (const [id, { newest }] of found) {
      if (newest.meaning === 'deleted') continue
      left.delete(id)
      rows.push(ofRecord(newest))
    }
  }
  return rows
}

const eventTypes: Readonly<Record<string, EventType>> = {
  play: 'play',
  pause: 'pause',
  finish: 'finish',
  click: 'click',
}
const typeOf = (text: string | null): EventType | null => (text === null ? null : (eventTypes[text] ?? null))

function ofWarehouse(row: WarehouseRow): EventRow {
  const { id, content_id, user_id, duration_ms, device } = row
  return {
    id,
    content_id,
    user_id,
    event_type: typeOf(row.event_type),
    event_ts: new Date(row.event_ms).toISOString(),
    duration_ms,
    device,
    raw_payload: null,
  }
}

function ofRecord(record: TopicRecord): EventRow {
  return {
    id: record.id,
    content_id: record.contentId,
    user_id: record.userId,
    event_type: typeOf(record.eventType),
    event_ts: new Date(record.eventMs).toISOString(),
    duration_ms: record.durationMs,
    device: record.device,
    raw_payload: null,
  }
}
