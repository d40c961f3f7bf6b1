/** The enricher's process: wiring only. */
import { join } from 'node:path'
import { commands } from '../../contract/commands'
import { MarsadError } from '../../contract/errors'
import type { Endpoints } from '../../contract/workers'
import { connectKafka } from '../kafka/wire/kafkajs/connectKafka'
import { sparseLog } from '../runtime/sparseLog'
import { clientIds } from '../pipeline/clientIds'
import { followEndpoints } from '../runtime/followEndpoints'
import { serveMetrics } from '../runtime/metricsServer'
import { handler, runWorker } from '../runtime/worker'
import { startEnricher } from './enricher'
import { enricherMetrics } from './enricherMetrics'
import { resendDeadLetter } from './resendDeadLetter'

runWorker(async (context) => {
  const { endpoints, settings, paths } = context.config
  const log = context.log.bind(context)
  if (endpoints === null) throw new MarsadError('not_running')
  const { registry, times } = enricherMetrics(() => {
    const now = enricher.current()
    return now === undefined ? null : { stats: now.stats(), lag: now.lag() }
  })
  const start = (now: Endpoints) =>
    startEnricher({
      kafka: connectKafka(now, clientIds.enricher, sparseLog(log)),
      groupId: settings.enricherGroup,
      membersFolder: join(paths.data, 'run', 'members'),
      log,
      now: Date.now,
      times,
    })
  const enricher = followEndpoints(endpoints, ({ kafka }) => kafka, start)
  const metrics = await serveMetrics(registry, settings.metricsPorts.enricher)
  const report = setInterval(() => {
    const stats = enricher.current()?.stats()
    if (stats !== undefined) context.emit({ kind: 'enricher', stats: { ...stats, metricsPort: metrics.port } })
  }, 1_000)
  let current = endpoints
  return {
    handlers: {
      'deadletters.resend': handler(commands['deadletters.resend'].input, async (request) => ({
        eventId: await resendDeadLetter(
          connectKafka(current, 'marsad-resend', sparseLog(log)),
          `${settings.enricherGroup}.resend`,
          request,
        ),
      })),
    },
    onEvent: (event) => {
      if (event.kind !== 'endpoints') return
      current = event.endpoints
      enricher.follow(current)
    },
    close: async () => {
      clearInterval(report)
      await Promise.all([enricher.close(), metrics.close()])
    },
  }
})
