import type pg from 'pg'
import { z } from 'zod'
import { canaryContentId, contentTypeSchema } from '../../contract/pipeline'
import type { Paths } from '../../contract/workers'
import { sqlFile } from '../clients/sqlFile'
import type { Content, NewEvent } from './makeEvent'
import type { SampleContent } from './sampleContent'

/** Postgres as the generator writes to it. Every function rejects as pg does. */
export interface EventStore {
  /** Inserts the samples where there is no content (the canary aside). */
  insertSampleContent(samples: readonly SampleContent[]): Promise<void>
  /** The newest contents, at most 10,000. */
  readContent(): Promise<Content[]>
  /** Ids that nobody else will get, ascending. */
  reserveIds(count: number): Promise<number[]>
  /** Commits the events under these ids in one transaction; may be repeated with the same ids without harm. */
  insert(ids: readonly number[], events: readonly NewEvent[]): Promise<void>
}

const contentLimit = 10_000
const contentRows = z.array(
  z.object({ id: z.string(), content_type: contentTypeSchema.nullable(), length_seconds: z.int().nullable() }),
)
/** pg gives bigint as text. */
const idRows = z.array(z.object({ id: z.coerce.number() }))

/** @param pool its connections' time limit is the only one here: a write must not be given up half-way */
export function createEventStore(pool: pg.Pool, paths: Paths): EventStore {
  const statement = (name: string): string => sqlFile(paths, `postgres/generator/${name}.sql`)
  const insertSampleContent = statement('insert_sample_content')
  const readContent = statement('read_content')
  const reserveIds = statement('reserve_ids')
  const insertEvents = statement('insert_events')
  return {
    insertSampleContent: async (samples) => {
      await pool.query(insertSampleContent, [
        samples.map((sample) => sample.id),
        samples.map((sample) => sample.slug),
        samples.map((sample) => sample.title),
        samples.map((sample) => sample.contentType),
        samples.map((sample) => sample.lengthSeconds),
        samples.map((sample) => sample.publishedAt),
        canaryContentId,
      ])
    },
    readContent: async () => {
      const { rows } = await pool.query(readContent, [canaryContentId, contentLimit])
      return contentRows
        .parse(rows)
        .map((row) => ({ id: row.id, contentType: row.content_type, lengthSeconds: row.length_seconds }))
    },
    reserveIds: async (count) => {
      const { rows } = await pool.query({ name: 'reserve_ids', text: reserveIds, values: [count] })
      return idRows.parse(rows).map((row) => row.id)
    },
    insert: async (ids, events) => {
      await pool.query({
        name: 'insert_events',
        text: insertEvents,
        values: [
          ids,
          events.map((event) => event.contentId),
          events.map((event) => event.userId),
          events.map((event) => event.eventType),
          events.map((event) => event.eventTs),
          events.map((event) => event.durationMs),
          events.map((event) => event.device),
          events.map((event) => event.rawPayload),
        ],
      })
    },
  }
}
