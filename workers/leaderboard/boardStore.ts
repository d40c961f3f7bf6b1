/** The leaderboard's data in Redis: the scripts of sql/redis as functions. */
import { z } from 'zod'
import { redisKeys, scoredPageEvents, utcMinute } from '../../contract/pipeline'
import { beginBoardAnew, minuteSetLifeMs } from '../pipeline/leaderboard/resetLeaderboard'
import { loadRedisScript } from '../clients/redisScript'
import type { ScoredBatch } from './scoreBatch'
import type { RedisClient } from '../clients/redis'

export type BeginAnswer =
  | { readonly kind: 'stored'; readonly next: number; readonly generation: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wiped' }

export type ApplyAnswer =
  | { readonly kind: 'applied' }
  | { readonly kind: 'differs'; readonly next: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wiped' }

/** Where a batch of a partition begins and ends, and in which life of the leaderboard. */
export interface BatchPlace {
  readonly generation: string
  readonly from: number
  readonly next: number
}

export interface BoardStore {
  /** The next offset to apply; with `first`, stores it where none is stored. */
  begin(partition: number, first: number | null): Promise<BeginAnswer>
  /**
   * Applies a batch that goes on from `from`, if that is what is stored and `generation` is still the one that {@link begin} told.
   * Of its events, those that have scored before add nothing.
   */
  apply(partition: number, place: BatchPlace, batch: ScoredBatch): Promise<ApplyAnswer>
  /**
   * Removes everything so that it can be rebuilt. Without `stale`, only if the offsets are missing; with it, only if that
   * partition's offset still is what it says. @returns whether this call did it.
   */
  rebuild(stale: { readonly partition: number; readonly next: number } | null): Promise<boolean>
}

const answer = z.union([
  z
    .tuple([z.literal('stored'), z.coerce.number(), z.string()])
    .transform(([kind, next, generation]) => ({ kind, next, generation })),
  z.tuple([z.literal('differs'), z.coerce.number()]).transform(([kind, next]) => ({ kind, next })),
  z.tuple([z.enum(['applied', 'unknown', 'wiped'])]).transform(([kind]) => ({ kind })),
])
const beginAnswer = answer.pipe(
  z.union([
    z.object({ kind: z.literal('stored'), next: z.number(), generation: z.string() }),
    z.object({ kind: z.literal('unknown') }),
    z.object({ kind: z.literal('wiped') }),
  ]),
)
const applyAnswer = answer.pipe(
  z.union([
    z.object({ kind: z.literal('applied') }),
    z.object({ kind: z.literal('differs'), next: z.number() }),
    z.object({ kind: z.literal('unknown') }),
    z.object({ kind: z.literal('wiped') }),
  ]),
)

const minuteMs = 60_000
/**
 * @param sql the sql/ folder.
 * @param prefix settings.redisKeyPrefix.
 */
export function openBoardStore(redis: RedisClient, sql: string, prefix: string, now: () => number): BoardStore {
  const beginScript = loadRedisScript(sql, 'begin_partition')
  const applyScript = loadRedisScript(sql, 'apply_batch')
  const offsets = redisKeys.offsets(prefix)
  const outside = redisKeys.outside(prefix)
  const minuteKey = (at: number): string => redisKeys.minute(prefix, utcMinute(at))

  return {
    begin: async (partition, first) =>
      beginAnswer.parse(await beginScript.run(redis, [offsets], [partition, first === null ? '' : first])),

    apply: async (partition, { generation, from, next }, { minutes, past, future }) => {
      const pages = new Map<number, { index: number; expiresMs: number }>()
      const events: (string | number)[] = []
      const add = (eventId: number, expiresMs: number, place: string | number, member: string, cents: number): void => {
        const number = Math.floor(eventId / scoredPageEvents)
        const page = pages.get(number) ?? { index: pages.size + 1, expiresMs }
        page.expiresMs = Math.max(page.expiresMs, expiresMs)
        pages.set(number, page)
        events.push(page.index, eventId - number * scoredPageEvents, place, member, cents)
      }
      minutes.forEach(({ minuteMs: minute, events: scored }, index) => {
        for (const { eventId, contentId, cents } of scored)
          add(eventId, minute + minuteSetLifeMs, index + 1, contentId, cents)
      })
      const outsideExpires = Math.ceil(now() / minuteMs) * minuteMs + minuteSetLifeMs
      for (const eventId of past) add(eventId, outsideExpires, 'past', '', 0)
      for (const eventId of future) add(eventId, outsideExpires, 'future', '', 0)

      const keys = [
        offsets,
        outside,
        ...minutes.map(({ minuteMs: minute }) => minuteKey(minute)),
        ...[...pages.keys()].map((page) => redisKeys.scored(prefix, generation, page)),
      ]
      const expiries = [
        ...minutes.map(({ minuteMs: minute }) => minute + minuteSetLifeMs),
        ...[...pages.values()].map(({ expiresMs }) => expiresMs),
      ]
      const args = [partition, from, next, generation, minutes.length, ...expiries.map((ms) => ms / 1_000)]
      return applyAnswer.parse(await applyScript.run(redis, keys, args.concat(events)))
    },

    rebuild: (stale) => beginBoardAnew(redis, sql, prefix, now(), stale),
  }
}
