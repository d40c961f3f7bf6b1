import { redisKeys, utcMinute } from '../../../../contract/pipeline'
import { Redis } from 'ioredis'
import { runCli } from '../../../support/cli'
import { ask } from '../../../support/instance'
import { waitFor } from '../../../support/waitFor'
import type { FaultCase, Ground } from '../faultCase'

/** Events may arrive so long after their time, in milliseconds. */
const lateMs = 10_000
/** The set of a minute that has been over for some seconds: nothing is added to it any more, which would set its expiry. */
const pastMinute = ({ stores: { redis, prefix } }: Ground): Promise<string> =>
  waitFor(
    'the minute before to have a set',
    async () => {
      const key = redisKeys.minute(prefix, utcMinute(Date.now() - 60_000 - lateMs))
      return (await redis.exists(key)) === 1 && key
    },
    90_000,
  )

/** Takes the set of such a minute away. */
export async function deleteMinute(ground: Ground): Promise<void> {
  await ground.stores.redis.del(await pastMinute(ground))
}

interface SettledScore {
  /** Start of the minute, in milliseconds since the epoch. */
  readonly minute: number
  readonly key: string
  readonly content: string
}

/** A content of a minute that is over for so long that its sums are compared; the minute before has scores too. */
const settledScore = ({ stores: { redis, prefix } }: Ground): Promise<SettledScore> =>
  waitFor(
    'a minute with a score to have settled',
    async () => {
      const minute = Math.floor((Date.now() - 120_000) / 60_000) * 60_000
      const key = redisKeys.minute(prefix, utcMinute(minute))
      const before = await redis.exists(redisKeys.minute(prefix, utcMinute(minute - 60_000)))
      const [content] = await redis.zrange(key, '-1', '-1')
      return before === 1 && content !== undefined && { minute, key, content }
    },
    240_000,
  )

/** Adds to a sum behind the leaderboard's back. */
async function addTo({ stores }: Ground, { key, content }: SettledScore): Promise<void> {
  await stores.redis.zincrby(key, '1.23', content)
}

/** For how long the doctor looks at changed events without a word, in milliseconds: longer than it waits before it tells. */
const silentMs = 15_000

/** Changes, moves, deletes and writes again events of a minute, none of which scores: the doctor has to know that. */
async function changeEvents({ dataDir, stores: { postgres } }: Ground, { minute }: SettledScore): Promise<void> {
  const { rows } = await postgres.query<{ id: string }>(
    'SELECT id FROM engagement_events WHERE event_ts >= $1 AND event_ts < $2 AND duration_ms IS NOT NULL ORDER BY id LIMIT 30',
    [new Date(minute).toISOString(), new Date(minute + 60_000).toISOString()],
  )
  const [longer, moved, gone] = [0, 1, 2].map((rest) => rows.flatMap(({ id }, at) => (at % 3 === rest ? [id] : [])))
  await postgres.query('UPDATE engagement_events SET duration_ms = duration_ms + 4560 WHERE id = ANY ($1)', [longer])
  await postgres.query("UPDATE engagement_events SET event_ts = event_ts - interval '1 minute' WHERE id = ANY ($1)", [
    moved,
  ])
  await postgres.query('DELETE FROM engagement_events WHERE id = ANY ($1)', [gone])
  const { code, stderr } = await runCli(['backfill', '--from', '-6m', '--all', '--data', dataDir])
  if (code !== 0) throw new Error(`the backfill failed: ${stderr}`)
  const until = Date.now() + silentMs
  while (Date.now() < until) {
    const { snapshot } = await ask(dataDir, 'doctor.look', {})
    const said = snapshot.findings.map(({ id }) => id)
    if (said.length > 0) throw new Error(`found of events that were changed: ${said.join(', ')}`)
  }
}

export function server({ stores: { redis } }: Ground): Redis {
  if (redis instanceof Redis) return redis
  throw new Error('this stack has no single Redis')
}

export const redisCases: readonly FaultCase[] = [
  {
    rule: 'redis_holds_writes',
    subject: 'redis',
    inject: async (ground) => {
      await server(ground).call('CLIENT', 'PAUSE', '120000', 'WRITE')
    },
    fix: 'release',
  },
  {
    rule: 'redis_evicts',
    subject: 'redis',
    inject: async (ground) => {
      await server(ground).config('SET', 'maxmemory', '512mb')
      await server(ground).config('SET', 'maxmemory-policy', 'allkeys-lru')
    },
    fix: 'keep',
    heal: async (ground) => {
      await server(ground).config('SET', 'maxmemory', '0')
    },
  },
  {
    rule: 'redis_read_only',
    subject: 'redis',
    // Nobody is there: it keeps what it has.
    inject: async (ground) => {
      await server(ground).replicaof('127.0.0.1', 1)
    },
    fix: 'promote',
  },
  {
    rule: 'minute_without_expiry',
    subject: 'redis',
    inject: async (ground) => {
      await ground.stores.redis.persist(await pastMinute(ground))
    },
    fix: 'expire',
  },
  {
    rule: 'minute_expires_early',
    subject: 'redis',
    inject: async (ground) => {
      await ground.stores.redis.expire(await pastMinute(ground), 600)
    },
    fix: 'expire',
  },
  {
    rule: 'leaderboard_empty',
    subject: 'leaderboard',
    inject: deleteMinute,
    fix: 'rebuild',
  },
  {
    rule: 'scores_differ',
    subject: 'leaderboard',
    inject: async (ground) => {
      await addTo(ground, await settledScore(ground))
    },
    fix: 'rebuild',
  },
  {
    rule: 'scores_differ',
    subject: 'leaderboard',
    title: 'where events were changed and written again',
    inject: async (ground) => {
      const score = await settledScore(ground)
      await changeEvents(ground, score)
      await addTo(ground, score)
    },
    fix: 'rebuild',
  },
]
