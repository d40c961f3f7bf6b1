/** Writes to Postgres from outside of the pipeline, by a seed, and notes every answer: inserts, updates of any column, deletes, content. */
import { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import { eventTypes } from '../../contract/pipeline'
import type { Endpoints } from '../../contract/workers'
import { randomUuid, type Random } from '../../workers/generator/random'
import { postgresOptions } from '../../workers/clients/postgres'
import { copyInto } from '../support/copyInto'
import type { FirstVersion, Journal, Outcome } from './journal'

export interface Writer {
  /** Ends after the statement under way, once Postgres answers again. @returns the last event's id */
  stop(): Promise<number>
}

/** Rest between two transactions, in milliseconds. */
const restMs = 15
const minuteMs = 60_000
const idsSchema = z.array(z.object({ id: z.coerce.number() }))
/** As many contents as one stretch knows; a few are in no event at first. */
const contentsKept = 40

/** One commit in so many is cut off from its answer, at a moment by chance: Postgres may have taken it or not. */
const cutEvery = 150
/** From this insert of each writer on one is cut off at once, so that no round is without one that was never answered. */
const surelyFrom = 5

/** Rows of one COPY: more than Postgres would put at one position of its log. */
const mostLoaded = 150
const columns = 'id content_id user_id event_type event_ts duration_ms device raw_payload'.split(' ')

type Work = (client: pg.Client) => Promise<void>

/** Content of a stretch is its own: the scores of one stretch are told from those of another. */
export function startWriter(endpoints: Endpoints, journal: Journal, random: Random): Writer {
  const enough = new AbortController()
  let client: pg.Client | undefined
  const sockets = new WeakMap<pg.Client, Socket>()
  /** Known to be committed and not deleted: what updates and deletes may touch. */
  const live: number[] = []
  const contents: string[] = []
  /** Named by events already, to be inserted later. */
  const late: string[] = []

  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)]
  const chance = (probability: number): boolean => random() < probability
  const whole = (below: number): number => Math.floor(random() * below)

  const connected = async (): Promise<pg.Client> => {
    if (client !== undefined) return client
    const socket = new Socket()
    const next = new pg.Client({
      ...postgresOptions(endpoints),
      stream: () => socket,
      connectionTimeoutMillis: 3_000,
      application_name: 'marsad-faults',
    })
    // A connection that breaks between two statements: the next one finds out.
    next.on('error', () => forget(next))
    await next.connect()
    sockets.set(next, socket)
    client = next
    return next
  }
  const forget = (broken: pg.Client): void => {
    if (client === broken) client = undefined
  }

  let inserts = 0
  let unanswered = false

  /** Some time or other: before the request has left, under way, or after it was carried out. */
  const byChance = (): number | null => (chance(1 / cutEvery) ? 1 + whole(4) : null)

  /** One transaction, and what is known of its end. @param cutMs when its commit is cut off from its answer, 0: at once; null: not at all */
  const transact = async (work: Work, cutMs: number | null = byChance()): Promise<Outcome> => {
    let current: pg.Client | undefined
    let committing = false
    try {
      current = await connected()
      await current.query('BEGIN')
      await work(current)
      committing = true
      const answer = current.query('COMMIT')
      const socket = sockets.get(current)
      if (cutMs === 0) socket?.destroy()
      else if (cutMs !== null) setTimeout(() => socket?.destroy(), cutMs)
      await answer
      return 'committed'
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown
      if (current !== undefined) {
        forget(current)
        current.end().catch((failed: unknown) => {
          if (!(failed instanceof Error)) throw failed
        })
      }
      return committing ? 'unknown' : 'refused'
    }
  }

  const eventMs = (): number => {
    const now = Date.now()
    // Far past and future are counted outside of every window.
    if (chance(0.01)) return now - 3 * 60 * minuteMs
    if (chance(0.01)) return now + 24 * 60 * minuteMs
    return now - whole(4 * minuteMs)
  }
  const duration = (): number | null => (chance(0.05) ? null : chance(0.05) ? 0 : whole(600_000))

  const insert = async (): Promise<void> => {
    let versions: FirstVersion[] = []
    const isLate = chance(0.1)
    const isBad = chance(0.03)
    const isLoad = chance(0.03)
    const together = random()
    inserts += 1
    const work: Work = async (current) => {
      const count = 1 + whole(isLoad ? mostLoaded : 6)
      const reserved = await current.query(
        "SELECT nextval('engagement_events_id_seq') AS id FROM generate_series(1, $1)",
        [count],
      )
      const ids = idsSchema.parse(reserved.rows).map(({ id }) => id)
      if (isLate) {
        // Past the foreign key, as a restore or another writer may.
        await current.query('SET LOCAL session_replication_role = replica')
        if (late.length < 5) late.push(randomUuid(random))
      }
      versions = ids.map((id) => ({
        id,
        contentId: isLate ? (pick(late) ?? null) : chance(0.05) ? null : (pick(contents) ?? null),
        durationMs: duration(),
        eventMs: eventMs(),
      }))
      const type = isBad ? 'refused by the check' : (pick(eventTypes) ?? null)
      if (isLoad) {
        const rows = versions.map(({ id, contentId, durationMs, eventMs: at }) => [
          ...[id, contentId, randomUuid(random), type, new Date(at).toISOString(), durationMs, 'web', '{}'],
        ])
        await copyInto(current, 'engagement_events', columns, rows)
      } else {
        await current.query(
          `INSERT INTO engagement_events (${columns.join()})
           SELECT (e->>'id')::bigint, (e->>'contentId')::uuid, gen_random_uuid(), $2,
             to_timestamp((e->>'eventMs')::numeric / 1000), (e->>'durationMs')::int, 'web', '{}'
           FROM jsonb_array_elements($1::jsonb) AS t(e)`,
          [JSON.stringify(versions), type],
        )
      }
      // Some are changed or gone before anybody has seen them.
      if (together < 0.05) await current.query('UPDATE engagement_events SET duration_ms = 7 WHERE id = $1', [ids[0]])
      else if (together < 0.08) await current.query('DELETE FROM engagement_events WHERE id = $1', [ids[0]])
    }
    const outcome = await (unanswered || inserts < surelyFrom ? transact(work) : transact(work, 0))
    unanswered ||= outcome === 'unknown'
    if (versions.length === 0) {
      journal.counts('insert', 'refused')
      return
    }
    journal.inserted(versions, outcome)
    const gone = together >= 0.05 && together < 0.08 ? versions[0]?.id : undefined
    if (gone !== undefined) journal.deletes([gone], outcome)
    if (outcome === 'committed') live.push(...versions.map(({ id }) => id).filter((id) => id !== gone))
  }

  const insertContent = async (): Promise<void> => {
    const comesLate = late.length > 0 && chance(0.6)
    const id = comesLate ? (late[0] ?? '') : randomUuid(random)
    const outcome = await transact(async (current) => {
      await current.query(
        `INSERT INTO content (id, slug, title, content_type, length_seconds, publish_ts)
         VALUES ($1, $2, 'Faults', $3, $4, now()) ON CONFLICT (id) DO NOTHING`,
        [id, `faults-${id}`, pick(['podcast', 'newsletter', 'video']), chance(0.1) ? null : 60 + whole(6_000)],
      )
    })
    journal.counts(comesLate ? 'late content' : 'content', outcome)
    if (outcome !== 'committed') return
    if (comesLate) late.shift()
    contents.push(id)
    if (contents.length > contentsKept) contents.shift()
  }

  const update = async (): Promise<void> => {
    const id = pick(live)
    if (id === undefined) return
    const [column, value] = pick<readonly [string, unknown]>([
      ['content_id', chance(0.2) ? null : (pick(contents) ?? null)],
      ['user_id', chance(0.3) ? null : randomUuid(random)],
      ['event_type', pick(eventTypes)],
      ['event_ts', new Date(eventMs())],
      ['duration_ms', duration()],
      ['device', pick(['ios', 'tv', null])],
      ['raw_payload', JSON.stringify({ n: whole(100) })],
    ]) ?? ['device', 'web']
    const outcome = await transact(async (current) => {
      await current.query(`UPDATE engagement_events SET ${column} = $1 WHERE id = $2`, [value, id])
    })
    journal.counts(`update ${column}`, outcome)
  }

  /** Takes one out, for what changes or deletes its id. */
  const takeLive = (): number | undefined => live.splice(whole(live.length), 1)[0]

  const remove = async (): Promise<void> => {
    const id = takeLive()
    if (id === undefined) return
    const outcome = await transact(async (current) => {
      await current.query('DELETE FROM engagement_events WHERE id = $1', [id])
    })
    journal.deletes([id], outcome)
  }

  const move = async (): Promise<void> => {
    const from = takeLive()
    if (from === undefined) return
    let to = 0
    const outcome = await transact(async (current) => {
      const { rows } = await current.query(
        `UPDATE engagement_events SET id = nextval('engagement_events_id_seq') WHERE id = $1 RETURNING id`,
        [from],
      )
      to = idsSchema.length(1).parse(rows)[0]?.id ?? 0
    })
    journal.moves(from, to, outcome)
    if (outcome === 'committed') live.push(to)
  }

  const step = async (): Promise<void> => {
    const kind = random()
    if (contents.length === 0 || kind < 0.04) return insertContent()
    if (kind < 0.75) return insert()
    if (kind < 0.9) return update()
    if (kind < 0.93) return move()
    return remove()
  }

  /** The last of all: when it has come through, so has all before it. */
  const insertLast = async (): Promise<number> => {
    for (;;) {
      let id = 0
      const outcome = await transact(async (current) => {
        const { rows } = await current.query("SELECT nextval('engagement_events_id_seq') AS id")
        id = idsSchema.length(1).parse(rows)[0]?.id ?? 0
        await current.query("INSERT INTO engagement_events (id, event_type, event_ts) VALUES ($1, 'click', now())", [
          id,
        ])
      })
      if (id !== 0) journal.inserted([{ id, contentId: null, durationMs: null, eventMs: Date.now() }], outcome)
      if (outcome === 'committed') return id
      await delay(200)
    }
  }

  const running = (async (): Promise<number> => {
    while (!enough.signal.aborted) {
      await step()
      await delay(client === undefined ? 100 : restMs)
    }
    try {
      return await insertLast()
    } finally {
      await client?.end()
    }
  })()

  return {
    stop: () => {
      enough.abort()
      return running
    },
  }
}
