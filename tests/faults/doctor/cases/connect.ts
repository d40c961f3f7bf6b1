import { z } from 'zod'
import { connectorName, replicationSlot } from '../../../../contract/pipeline'
import { httpText } from '../../../../workers/clients/httpText'
import { ask } from '../../../support/instance'
import { waitFor } from '../../../support/waitFor'
import type { FaultCase, Ground } from '../faultCase'
import { dropSlot } from './postgres'
import { restartBesideSecond } from './secondConnect'

async function call({ stores }: Ground, method: string, path: string, body?: unknown): Promise<string> {
  const { connect } = stores.endpoints
  const answer = await httpText(
    connect,
    method,
    `/connectors/${connectorName}${path}`,
    AbortSignal.timeout(10_000),
    body,
  )
  if (!answer.ok) throw new Error(`Connect answers ${answer.status}: ${answer.text}`)
  return answer.text
}

const settings = z.record(z.string(), z.string())
const sender = z.tuple([z.object({ pid: z.int() })])

/** The process of Postgres that sends changes to the connector. */
async function senderPid({ stores }: Ground): Promise<number> {
  const { rows } = await stores.postgres.query<Record<string, unknown>>(
    'SELECT active_pid AS pid FROM pg_replication_slots WHERE slot_name = $1',
    [replicationSlot],
  )
  return sender.parse(rows)[0].pid
}
let stopped: number | null = null

/** Ends what an injection began. */
let end: () => Promise<void> = () => Promise.resolve()

export const connectCases: readonly FaultCase[] = [
  {
    rule: 'connector_paused',
    subject: connectorName,
    inject: async (ground) => {
      await call(ground, 'PUT', '/pause')
    },
    fix: 'resume',
  },
  {
    rule: 'connector_missing',
    subject: connectorName,
    inject: async (ground) => {
      await call(ground, 'DELETE', '')
    },
    fix: 'make',
  },
  {
    rule: 'connector_differs',
    subject: connectorName,
    inject: async (ground) => {
      const now = settings.parse(JSON.parse(await call(ground, 'GET', '/config')))
      await call(ground, 'PUT', '/config', { ...now, 'poll.interval.ms': '700' })
    },
    fix: 'restore',
  },
  {
    rule: 'connector_failed',
    subject: connectorName,
    title: 'its slot made anew by hand',
    // It begins where the log stands now, not where the connector had come to.
    inject: async (ground) => {
      await dropSlot(ground)
      await ground.stores.superuser.query("SELECT pg_create_logical_replication_slot($1, 'pgoutput')", [
        replicationSlot,
      ])
    },
    fix: 'read_anew',
  },
  {
    rule: 'plugin_missing',
    subject: 'connect',
    inject: async ({ dataDir, runtime }) => {
      await runtime.showPlugins(false)
      await ask(dataDir, 'service.restart', { name: 'connect' })
    },
    fix: null,
    heal: async ({ dataDir, runtime }) => {
      await runtime.showPlugins(true)
      await ask(dataDir, 'service.restart', { name: 'connect' })
    },
  },
  {
    rule: 'connector_unassigned',
    subject: connectorName,
    inject: async (ground) => {
      end = await restartBesideSecond(ground)
    },
    fix: 'make_again',
    heal: () => end(),
  },
  {
    rule: 'capture_silent',
    subject: connectorName,
    // No fix gets past a process that stands still with the slot in its hands.
    inject: async (ground) => {
      stopped = await waitFor('a process that sends', () => senderPid(ground), 20_000, 500)
      process.kill(stopped, 'SIGSTOP')
    },
    fix: null,
    heal: () => {
      if (stopped !== null) process.kill(stopped, 'SIGCONT')
      return Promise.resolve()
    },
  },
]
