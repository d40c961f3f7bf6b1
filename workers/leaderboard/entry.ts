/** The leaderboard's process: wiring only. */
import { join } from 'node:path'
import { MarsadError } from '../../contract/errors'
import { redisPrefix } from '../../contract/pipeline'
import { clientIds } from '../pipeline/clientIds'
import { followEndpoints } from '../runtime/followEndpoints'
import { connectKafka } from '../kafka/wire/kafkajs/connectKafka'
import { serveMetrics } from '../runtime/metricsServer'
import { connectRedis } from '../clients/redis'
import { sparseLog } from '../runtime/sparseLog'
import { runWorker } from '../runtime/worker'
import { openBoardStore } from './boardStore'
import { startLeaderboard } from './leaderboard'
import { leaderboardMetrics } from './leaderboardMetrics'

runWorker(async (context) => {
  const { endpoints, settings, paths } = context.config
  if (endpoints === null) throw new MarsadError('not_running')
  const log = context.log.bind(context)
  const quiet = sparseLog(log)
  const { registry, applied } = leaderboardMetrics(() => {
    const now = leaderboard.current()
    return now === undefined ? null : { stats: now.stats(), lag: now.lag() }
  })
  const leaderboard = followEndpoints(
    endpoints,
    ({ kafka, redis }) => ({ kafka, redis }),
    (current) => {
      const redis = connectRedis(current, quiet)
      return startLeaderboard({
        kafka: connectKafka(current, clientIds.leaderboard, quiet),
        redis,
        store: openBoardStore(redis, paths.sql, redisPrefix(settings.redisKeyPrefix, current.redis.cluster), Date.now),
        groupId: settings.leaderboardGroup,
        membersFolder: join(paths.data, 'run', 'members'),
        log,
        now: Date.now,
        appliedIn: applied,
      })
    },
  )
  const metrics = await serveMetrics(registry, settings.metricsPorts.leaderboard)
  const report = setInterval(() => {
    const stats = leaderboard.current()?.stats()
    if (stats !== undefined) {
      context.emit({ kind: 'leaderboard', stats: { ...stats, metricsPort: metrics.port } })
    }
  }, 1_000)
  return {
    onEvent: (event) => {
      if (event.kind === 'endpoints') leaderboard.follow(event.endpoints)
    },
    close: async () => {
      clearInterval(report)
      await Promise.all([leaderboard.close(), metrics.close()])
    },
  }
})
