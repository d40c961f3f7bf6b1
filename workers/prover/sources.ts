/** Postgres and ClickHouse as the prover asks them. */
import type { ClickHouseClient } from '@clickhouse/client'
import type pg from 'pg'
import { z } from 'zod'
import { canaryContentId, replicationSlot } from '../../contract/pipeline'
import type { ProofSpan } from '../../contract/proof'
import type { Paths } from '../../contract/workers'
import type { EventRow } from '../pipeline/topics/flatWriter'
import { sqlFile } from '../clients/sqlFile'

/** The hash of one event's fields as Postgres has them (rowHash.ts). */
export interface SourceHash {
  readonly source: number
}

/** And where its records go. */
export interface SourceEntry extends SourceHash {
  readonly content_id: string | null
}

/** And that of all that ClickHouse has of it. */
export interface WarehouseHashes extends SourceHash {
  readonly whole: number
}

/** Live events of one range of ids: how many, and the sums of their hashes. */
export type Summed<T> = T & { readonly count: number }

/** A span of ids within a span. */
export interface IdRange {
  readonly first: number
  readonly last: number
}
export const allIds: IdRange = { first: 0, last: Number.MAX_SAFE_INTEGER }

/** A row of Postgres, and its event_ts in milliseconds since the epoch (null for infinity). */
export interface SourceRow extends EventRow {
  readonly event_ms: number | null
}

/** A row of ClickHouse; decimals in hundredths. */
export interface WarehouseRow {
  readonly id: number
  readonly content_id: string | null
  readonly user_id: string | null
  readonly event_type: string | null
  readonly event_ms: number
  readonly duration_ms: number | null
  readonly device: string | null
  readonly content_type: string | null
  readonly length_seconds: number | null
  readonly seconds: number | null
  readonly pct: number | null
  readonly committed_ms: number
  readonly version: number
}

export interface SpanBounds {
  readonly count: number
  readonly firstId: number | null
  readonly lastId: number | null
  readonly firstMs: number | null
  readonly lastMs: number | null
}

export interface PostgresSource {
  bounds(span: ProofSpan, signal: AbortSignal): Promise<SpanBounds>
  ranges(span: ProofSpan, signal: AbortSignal): Promise<Map<number, Summed<SourceHash>>>
  entries(span: ProofSpan, within: IdRange, signal: AbortSignal): Promise<Map<number, SourceEntry>>
  /** Wherever they lie in time. */
  rows(ids: readonly number[]): Promise<Map<number, SourceRow>>
  /** The first ids of a span within a range, growing. */
  nextIds(span: ProofSpan, within: IdRange, most: number): Promise<number[]>
  /** The log's end now, and how far the connector has got; null without a slot. In bytes. */
  logPosition(): Promise<number>
  slotPosition(): Promise<number | null>
}

export interface WarehouseSource {
  ranges(span: ProofSpan, signal: AbortSignal): Promise<Map<number, Summed<WarehouseHashes>>>
  entries(span: ProofSpan, within: IdRange, signal: AbortSignal): Promise<Map<number, WarehouseHashes>>
  rows(ids: readonly number[]): Promise<Map<number, WarehouseRow>>
}

const number = z.coerce.number()
const numberOrNull = z.union([z.null(), number])
const sourceHash = z.object({ source: number })
const warehouseHashes = z.object({ source: number, whole: number })
const rangeOf = { range: number, count: number }
const sourceRanges = z.array(sourceHash.extend(rangeOf))
const warehouseRanges = z.array(warehouseHashes.extend(rangeOf))
const sourceEntries = z.array(sourceHash.extend({ id: number, content_id: z.string().nullable() }))
const warehouseEntries = z.array(warehouseHashes.extend({ id: number }))
const boundsRow = z.tuple([
  z.object({
    count: number,
    first_id: numberOrNull,
    last_id: numberOrNull,
    first_ms: numberOrNull,
    last_ms: numberOrNull,
  }),
])
const sourceRow = z.object({
  id: number,
  content_id: z.string().nullable(),
  user_id: z.string().nullable(),
  event_type: z.enum(['play', 'pause', 'finish', 'click']).nullable(),
  event_ts: z.string(),
  event_ms: numberOrNull,
  duration_ms: z.number().nullable(),
  device: z.string().nullable(),
  raw_payload: z.string().nullable(),
})
const warehouseRow = z.object({
  id: number,
  content_id: z.string().nullable(),
  user_id: z.string().nullable(),
  event_type: z.string().nullable(),
  event_ms: number,
  duration_ms: z.number().nullable(),
  device: z.string().nullable(),
  content_type: z.string().nullable(),
  length_seconds: z.number().nullable(),
  seconds: numberOrNull,
  pct: numberOrNull,
  committed_ms: number,
  version: number,
})
const positionRow = z.array(z.object({ position: numberOrNull }))

const byRange = <T extends { readonly range: number }>(rows: readonly T[]): Map<number, T> =>
  new Map(rows.map((row) => [row.range, row]))
const byId = <T extends { readonly id: number }>(rows: readonly T[]): Map<number, T> =>
  new Map(rows.map((row) => [row.id, row]))

export function postgresSource(pool: pg.Pool, paths: Paths): PostgresSource {
  const text = (name: string): string => sqlFile(paths, `postgres/prover/${name}.sql`)
  const [ranges, entries, rows, bounds, slot, nextIds] = [
    'ranges',
    'entries',
    'rows',
    'bounds',
    'slot',
    'next_ids',
  ].map(text)
  const logPosition = sqlFile(paths, 'postgres/shared/log_position.sql')

  const ask = async (statement: string | undefined, values: unknown[]): Promise<unknown[]> =>
    (await pool.query<Record<string, unknown>>(statement ?? '', values)).rows
  const place = (span: ProofSpan, within: IdRange): unknown[] =>
    span.by === 'ids'
      ? [Math.max(span.first, within.first), Math.min(span.last, within.last), null, null, canaryContentId]
      : [
          within.first,
          within.last,
          new Date(span.fromMs).toISOString(),
          new Date(span.toMs).toISOString(),
          canaryContentId,
        ]

  return {
    bounds: async (span, signal) => {
      signal.throwIfAborted()
      const [found] = boundsRow.parse(await ask(bounds, place(span, allIds)))
      return {
        count: found.count,
        firstId: found.first_id,
        lastId: found.last_id,
        firstMs: found.first_ms,
        lastMs: found.last_ms,
      }
    },
    ranges: async (span, signal) => {
      signal.throwIfAborted()
      return byRange(sourceRanges.parse(await ask(ranges, place(span, allIds))))
    },
    entries: async (span, within, signal) => {
      signal.throwIfAborted()
      return byId(sourceEntries.parse(await ask(entries, place(span, within))))
    },
    rows: async (ids) =>
      ids.length === 0 ? new Map() : byId(z.array(sourceRow).parse(await ask(rows, [ids, canaryContentId]))),
    nextIds: async (span, within, most) =>
      z
        .array(z.object({ id: number }))
        .parse(await ask(nextIds, [...place(span, within), most]))
        .map(({ id }) => id),
    logPosition: async () => positionRow.parse(await ask(logPosition, []))[0]?.position ?? 0,
    slotPosition: async () => positionRow.parse(await ask(slot, [replicationSlot]))[0]?.position ?? null,
  }
}

/** Beyond every instant that DateTime64(3) can hold. */
const everMs = 2 ** 53

export function warehouseSource(client: ClickHouseClient, paths: Paths): WarehouseSource {
  const text = (name: string): string => sqlFile(paths, `clickhouse/prover/${name}.sql`)
  const [ranges, entries, rows] = ['ranges', 'entries', 'rows'].map(text)
  const ask = async (
    query: string | undefined,
    parameters: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<unknown[]> => {
    const answer = await client.query({
      query: query ?? '',
      format: 'JSONEachRow',
      query_params: { canary: canaryContentId, ...parameters },
      ...(signal === undefined ? {} : { abort_signal: signal }),
    })
    return answer.json<unknown>()
  }
  const place = (span: ProofSpan, within: IdRange): Record<string, unknown> =>
    span.by === 'ids'
      ? {
          first: Math.max(span.first, within.first),
          last: Math.min(span.last, within.last),
          from: -everMs,
          to: everMs,
        }
      : { first: within.first, last: within.last, from: span.fromMs, to: span.toMs }

  return {
    ranges: async (span, signal) => byRange(warehouseRanges.parse(await ask(ranges, place(span, allIds), signal))),
    entries: async (span, within, signal) =>
      byId(warehouseEntries.parse(await ask(entries, place(span, within), signal))),
    rows: async (ids) =>
      ids.length === 0 ? new Map() : byId(z.array(warehouseRow).parse(await ask(rows, { ids: [...ids] }))),
  }
}
