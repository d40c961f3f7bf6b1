/** The leaderboard's process: wiring only. */
import { join } from 'node:path'
import { MarsadError } from '../../contract/errors'
import { redisPrefix } from '../../contract/pipeline'
import { followEndpoints } from '../shared/followEndpoints'
import { connectKafka } from '../shared/kafka'
import { connectRedis } from '../shared/redis'
import { sparseLog } from '../shared/sparseLog'
import { runWorker } from '../shared/worker'
import { openBoardStore } from './boardStore'
import { startLeaderboard } from './leaderboard'

runWorker((context) => {
  const { endpoints, settings, paths } = context.config
  if (endpoints === null) throw new MarsadError('not_running')
  const log = context.log.bind(context)
  const quiet = sparseLog(log)
  const leaderboard = followEndpoints(
    endpoints,
    ({ kafka, redis }) => ({ kafka, redis }),
    (current) => {
      const redis = connectRedis(current, quiet)
      return startLeaderboard({
        kafka: connectKafka(current, 'marsad-leaderboard', quiet),
        redis,
        store: openBoardStore(redis, paths.sql, redisPrefix(settings.redisKeyPrefix, current.redis.cluster), Date.now),
        groupId: settings.leaderboardGroup,
        membersFolder: join(paths.data, 'run', 'members'),
        log,
        now: Date.now,
      })
    },
  )
  const report = setInterval(() => {
    const stats = leaderboard.current()?.stats()
    if (stats !== undefined) context.emit({ kind: 'leaderboard', stats })
  }, 1_000)
  return Promise.resolve({
    onEvent: (event) => {
      if (event.kind === 'endpoints') leaderboard.follow(event.endpoints)
    },
    close: () => {
      clearInterval(report)
      return leaderboard.close()
    },
  })
})
