/** The enricher's process: wiring only. */
import { join } from 'node:path'
import { MarsadError } from '../../contract/errors'
import type { Endpoints } from '../../contract/workers'
import { connectKafka } from '../shared/kafka'
import { sparseLog } from '../shared/sparseLog'
import { followEndpoints } from '../shared/followEndpoints'
import { runWorker } from '../shared/worker'
import { startEnricher } from './enricher'

runWorker((context) => {
  const { endpoints, settings, paths } = context.config
  const log = context.log.bind(context)
  if (endpoints === null) throw new MarsadError('not_running')
  const start = (current: Endpoints) =>
    startEnricher({
      kafka: connectKafka(current, 'marsad-enricher', sparseLog(log)),
      groupId: settings.enricherGroup,
      membersFolder: join(paths.data, 'run', 'members'),
      log,
      now: Date.now,
    })
  const enricher = followEndpoints(endpoints, ({ kafka }) => kafka, start)
  const report = setInterval(() => {
    const stats = enricher.current()?.stats()
    if (stats !== undefined) context.emit({ kind: 'enricher', stats })
  }, 1_000)
  return Promise.resolve({
    onEvent: (event) => {
      if (event.kind === 'endpoints') enricher.follow(event.endpoints)
    },
    close: () => {
      clearInterval(report)
      return enricher.close()
    },
  })
})
