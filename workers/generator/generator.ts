import { commands, type LogLevel } from '../../contract/commands'
import { MarsadError } from '../../contract/errors'
import { trafficOf } from '../../contract/settings'
import { connectPostgres } from '../clients/postgres'
import { handler, type RunningWorker, type WorkerContext } from '../runtime/worker'
import { createAudience } from './audience'
import { runBurst } from './burst'
import { createEventStore } from './eventStore'
import { seededRandom } from './random'
import { runTraffic } from './traffic'
import { createWriter } from './writer'

/** One connection for the traffic, two for bursts: a burst does not hold the traffic up. */
const connections = 3
const statsEveryMs = 1_000

/**
 * Writes events through Postgres as a product would.
 * @param seed of all randomness; the same seed over the same contents gives the same audience
 */
export function startGenerator(context: WorkerContext, seed: number): Promise<RunningWorker> {
  const { config, signal } = context
  const log = (level: LogLevel, text: string): void => context.log(level, text)
  if (config.endpoints === null) return Promise.reject(new MarsadError('not_running'))
  const pool = connectPostgres(config.endpoints, connections, log)
  const audience = createAudience(seededRandom(seed))
  const writer = createWriter(createEventStore(pool, config.paths), audience, log)
  // Traffic waits for the proof of the start: a stack that is still taking its first snapshot would only fall behind.
  let wanted = trafficOf(config.settings)
  let ready = false
  const traffic = runTraffic(writer, { ...wanted, enabled: false }, signal)
  const applyWanted = (): void => traffic.set(ready && wanted.enabled, wanted.eventsPerSecond)
  const bursts = new Set<Promise<unknown>>()
  // What is not ours gets its sample content with the first event that somebody asks for.
  const prepared = config.settings.stack.kind === 'remote' ? null : writer.prepare(signal)

  const report = (): void => {
    const { enabled, eventsPerSecond } = traffic.state()
    context.emit({
      kind: 'generator',
      stats: {
        running: enabled || bursts.size > 0,
        targetPerSecond: enabled ? eventsPerSecond : 0,
        inserted: writer.inserted(),
        lastError: writer.lastError(),
      },
    })
  }
  const timer = setInterval(report, statsEveryMs)

  return Promise.resolve({
    handlers: {
      'generator.set': handler(commands['generator.set'].input, (traffic) => {
        wanted = traffic
        applyWanted()
        report()
        return Promise.resolve(null)
      }),
      'generator.burst': handler(commands['generator.burst'].input, async (input) => {
        const burst = runBurst(writer, input, signal)
        bursts.add(burst)
        try {
          return await burst
        } finally {
          bursts.delete(burst)
          report()
        }
      }),
    },
    onEvent: (event) => {
      if (event.kind !== 'milestone' || event.name !== 'ready') return
      ready = true
      applyWanted()
    },
    close: async () => {
      clearInterval(timer)
      await Promise.allSettled([traffic.ended, prepared, ...bursts])
      await pool.end()
    },
  })
}
