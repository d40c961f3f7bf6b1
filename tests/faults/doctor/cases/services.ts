import type { ServiceName } from '../../../../contract/snapshot'
import { ask } from '../../../support/instance'
import type { FaultCase } from '../faultCase'
import { killAgain } from './killing'
import { server } from './redis'

const stopped = (service: ServiceName): FaultCase => ({
  rule: 'service_stopped',
  subject: service,
  inject: async ({ dataDir }) => {
    await ask(dataDir, 'service.stop', { name: service })
  },
  fix: 'start',
})

/** Its processes stand still: nobody hears of it but who asks. */
export const silentService = (service: ServiceName): FaultCase => ({
  rule: 'service_silent',
  subject: service,
  inject: async ({ pidOf }) => {
    process.kill(await pidOf(service), 'SIGSTOP')
  },
  fix: 'restart',
})

/** What passes by itself is not waited for before the doctor has been asked. */
let restarting: Promise<unknown> = Promise.resolve()

export const serviceCases: readonly FaultCase[] = [
  stopped('connect'),
  stopped('clickhouse'),
  silentService('redis'),
  silentService('connect'),
  {
    rule: 'service_starting',
    subject: 'connect',
    inject: ({ dataDir }) => {
      restarting = ask(dataDir, 'service.restart', { name: 'connect' })
      return Promise.resolve()
    },
    fix: null,
    heal: async () => {
      await restarting
    },
  },
  {
    rule: 'service_looping',
    subject: 'redis',
    inject: (ground) => killAgain(ground, 'redis', 3),
    fix: null,
  },
  {
    rule: 'service_failed',
    subject: 'connect',
    inject: (ground) => killAgain(ground, 'connect'),
    fix: 'start',
  },
  {
    rule: 'service_refuses',
    subject: 'redis',
    inject: async (ground) => {
      await server(ground).config('SET', 'requirepass', 'changed')
      await server(ground).call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    },
    fix: null,
    heal: async (ground) => {
      await server(ground).config('SET', 'requirepass', '')
    },
  },
]
