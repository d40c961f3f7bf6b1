import type { ServiceName } from '../../../../contract/snapshot'
import { ask } from '../../../support/instance'
import type { FaultCase } from '../faultCase'

const stopped = (service: ServiceName): FaultCase => ({
  rule: 'service_stopped',
  subject: service,
  inject: async ({ dataDir }) => {
    await ask(dataDir, 'service.stop', { name: service })
  },
  fix: 'start',
})

/** Its processes stand still: nobody hears of it but who asks. */
const silent = (service: ServiceName): FaultCase => ({
  rule: 'service_silent',
  subject: service,
  inject: async ({ pidOf }) => {
    process.kill(await pidOf(service), 'SIGSTOP')
  },
  fix: 'restart',
})

export const serviceCases: readonly FaultCase[] = [
  stopped('connect'),
  stopped('clickhouse'),
  silent('redis'),
  silent('connect'),
]
