/**
 * What takes a fault back, as data: it is written down before the fault is put in, so that whoever comes after a crash can do it.
 * Each may be done again, and when there is nothing to take back.
 */
import pg from 'pg'
import { z } from 'zod'
import { connectorName } from '../../contract/pipeline'
import { connectRest } from '../clients/connect/connectRest'
import { hasCode } from '../../common/hasCode'
import { asSuperuser } from '../clients/postgres'
import { isAlive } from '../../common/process/identity'
import type { LabTools } from './tools'

const processIdentity = z.object({ pid: z.int(), startedAt: z.string() })

export const undoSchema = z.discriminatedUnion('kind', [
  /** Lets a stopped process go on, if it is still the same. */
  z.object({ kind: z.literal('continue'), ...processIdentity.shape }),
  /** The connector's role may sign in again. */
  z.object({ kind: z.literal('login') }),
  z.object({ kind: z.literal('prepare'), step: z.enum(['prepare_connector', 'prepare_clickhouse']) }),
  /** What the doctor's own fix mends; `finding` is waited for. */
  z.object({ kind: z.literal('fix'), finding: z.string(), fix: z.string() }),
  z.object({ kind: z.literal('delete_events'), ids: z.array(z.int()) }),
  /** Sample traffic that was off before; of this generator alone: a later one begins as the settings say. Null where it is not known. */
  z.object({
    kind: z.literal('traffic_off'),
    eventsPerSecond: z.number(),
    generator: processIdentity.nullable().default(null),
  }),
])
export type Undo = z.infer<typeof undoSchema>

/** Rejects with what a service or the console answered. @param tools `signal` ends waiting */
export async function undo(step: Undo, tools: LabTools): Promise<void> {
  const { services, ask, signal } = tools
  switch (step.kind) {
    case 'continue':
      if (isAlive(step)) sendSignal(step.pid, 'SIGCONT')
      return
    case 'login': {
      const role = pg.escapeIdentifier(services.endpoints.debezium.user)
      await asSuperuser(services.endpoints, (client) => client.query(`ALTER ROLE ${role} LOGIN`))
      // Without it the connector tries again when its own pause is over.
      await connectRest(services.endpoints.connect, signal).restartFailed(connectorName)
      return
    }
    case 'prepare':
      await ask('stack.prepare', { step: step.step })
      return
    case 'fix': {
      const { findings } = (await ask('doctor.look', {})).snapshot
      const standing = findings.some(({ id }) => id === step.finding) || (await tools.named(step.finding))
      // It was mended by somebody else.
      if (standing) await ask('doctor.fix', { finding: step.finding, fix: step.fix })
      return
    }
    case 'delete_events':
      await services.pool.query('DELETE FROM public.engagement_events WHERE id = ANY($1::bigint[])', [step.ids])
      return
    case 'traffic_off':
      if (step.generator !== null && !isAlive(step.generator)) return
      await ask('generator.set', { enabled: false, eventsPerSecond: step.eventsPerSecond })
  }
}

/** @returns whether there was such a process */
export function sendSignal(pid: number, signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): boolean {
  try {
    return process.kill(pid, signal)
  } catch (thrown) {
    if (hasCode(thrown, 'ESRCH')) return false
    throw thrown
  }
}
