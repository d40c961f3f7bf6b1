import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { consoleAccount } from '../../../../contract/loopbackEndpoints'
import { topics } from '../../../../contract/pipeline'
import { defaultSettings } from '../../../../contract/settings'
import type { WorkerName } from '../../../../contract/snapshot'
import { clientIds } from '../../../../workers/pipeline/clientIds'
import { joinGroup } from '../../../../workers/kafka/session/groupMembership'
import { connectKafka } from '../../../../workers/kafka/wire/kafkajs/connectKafka'
import { waitFor } from '../../../support/waitFor'
import type { FaultCase, Ground } from '../faultCase'
import { killAgain } from './killing'
import { server } from './redis'

const call = promisify(execFile)

/** A consumer group that is none of this console's. */
const elsewhere = 'enricher-elsewhere'

/** Ends what an injection began. */
let end: () => Promise<void> = () => Promise.resolve()

/** Begins a transaction on the topic that readers of committed records read, and leaves it open. */
async function leaveOpen({ stores }: Ground): Promise<void> {
  const producer = stores.kafka.producer({
    transactionalId: 'somebody',
    maxInFlightRequests: 1,
    idempotent: true,
    transactionTimeout: 300_000,
  })
  await producer.connect()
  const transaction = await producer.transaction()
  const messages = [0, 1, 2, 3].map((partition) => ({ partition, key: 'x', value: '{}' }))
  await transaction.send({ topic: topics.enriched, messages })
  end = async () => {
    // The doctor has ended it.
    await producer.disconnect()
  }
}

export const silentWorker = (name: WorkerName): FaultCase => ({
  rule: 'worker_silent',
  subject: name,
  inject: async ({ pidOf }) => {
    process.kill(await pidOf(name), 'SIGSTOP')
  },
  fix: 'restart',
})

interface Joined {
  readonly clientId: string
  readonly group: string
  readonly topic: string
}

/** Joins a group as our workers do; it takes nothing, so that nothing has to be mended afterwards. */
async function join({ dataDir, stores, snapshot }: Ground, { clientId, group, topic }: Joined): Promise<void> {
  const left = new AbortController()
  const joined = new Promise<void>((resolve) => {
    const membership = joinGroup(
      connectKafka(stores.endpoints, clientId, () => undefined),
      {
        groupId: group,
        topic,
        membersFolder: path.join(dataDir, 'run', `elsewhere-${group}`),
        signal: left.signal,
        log: () => undefined,
        onAssigned: () => resolve(),
        onConfirmed: () => undefined,
        onWaiting: () => undefined,
      },
    )
    end = async () => {
      left.abort()
      await membership.close()
      await waitFor(
        'the doctor to see it gone',
        async () => (await snapshot()).doctor?.findings.every(({ subject }) => subject !== group),
        60_000,
      )
    }
  })
  await joined
}

/** Tells the enricher that contents are gone, which Postgres still has. */
async function forgetContents({ stores }: Ground): Promise<void> {
  const { rows } = await stores.postgres.query<{ id: string }>('SELECT id FROM content')
  const producer = stores.kafka.producer()
  await producer.connect()
  await producer.send({
    topic: topics.content,
    messages: rows.map(({ id }) => ({ key: JSON.stringify(id), value: null })),
  })
  await producer.disconnect()
}

/** Changes what the workers' user of Redis may do. */
const permit =
  (rule: string) =>
  async (ground: Ground): Promise<void> => {
    await server(ground).call('ACL', 'SETUSER', consoleAccount, rule)
  }
const allowAll = permit('+@all')

/** Enough that the enricher, slowed down, is behind for longer than the doctor takes to be sure. */
const manyEvents = 60_000
const turnMs = 500
/** Of each turn. */
const runsMs = 50

/** Lets the enricher run for a tenth of the time, and writes more events than it then takes. */
async function slowDown({ stores, pidOf }: Ground): Promise<void> {
  const pid = await pidOf('enricher')
  let pausing: NodeJS.Timeout | undefined
  const turns = setInterval(() => {
    process.kill(pid, 'SIGCONT')
    pausing = setTimeout(() => process.kill(pid, 'SIGSTOP'), runsMs)
  }, turnMs)
  end = () => {
    clearInterval(turns)
    clearTimeout(pausing)
    process.kill(pid, 'SIGCONT')
    return Promise.resolve()
  }
  await stores.postgres.query(
    `INSERT INTO engagement_events (event_type, event_ts, duration_ms)
     SELECT 'play', now(), 1000 FROM generate_series(1, $1::int)`,
    [manyEvents],
  )
}

export const workerCases: readonly FaultCase[] = [
  silentWorker('leaderboard'),
  silentWorker('enricher'),
  silentWorker('observer'),
  {
    rule: 'worker_failed',
    subject: 'leaderboard',
    inject: (ground) => killAgain(ground, 'leaderboard'),
    fix: 'restart',
  },
  {
    rule: 'transaction_blocks',
    subject: topics.enriched,
    inject: leaveOpen,
    fix: 'end',
    heal: () => end(),
  },
  {
    rule: 'open_files',
    subject: 'redis',
    inject: async ({ pidOf }) => {
      const pid = await pidOf('redis')
      const open = (await readdir(`/proc/${pid}/fd`)).length
      await call('prlimit', ['--pid', String(pid), `--nofile=${open + 3}:`])
    },
    fix: 'restart',
  },
  {
    rule: 'second_enricher',
    subject: elsewhere,
    inject: (ground) => join(ground, { clientId: clientIds.enricher, group: elsewhere, topic: topics.events }),
    fix: null,
    heal: () => end(),
  },
  {
    rule: 'group_shared',
    subject: defaultSettings.leaderboardGroup,
    inject: (ground) =>
      join(ground, { clientId: 'stranger', group: defaultSettings.leaderboardGroup, topic: topics.enriched }),
    fix: null,
    heal: () => end(),
  },
  {
    rule: 'worker_looping',
    subject: 'enricher',
    inject: (ground) => killAgain(ground, 'enricher', 3),
    fix: 'restart',
  },
  {
    rule: 'worker_behind',
    subject: 'enricher',
    inject: slowDown,
    fix: null,
    heal: () => end(),
  },
  {
    rule: 'worker_stalled',
    subject: 'leaderboard',
    // Whoever signs in may no longer do what its script does; reading goes on.
    inject: permit('-zadd'),
    fix: null,
    heal: allowAll,
    beside: ['freshness_over_budget'],
  },
  {
    rule: 'figures_unknown',
    subject: 'observer',
    inject: permit('-zunion'),
    fix: null,
    heal: allowAll,
  },
  { rule: 'content_unknown', subject: topics.content, inject: forgetContents, fix: 'read_anew' },
]
