import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { topics } from '../../../../contract/pipeline'
import type { WorkerName } from '../../../../contract/snapshot'
import { clientIds } from '../../../../workers/shared/clientIds'
import { joinGroup } from '../../../../workers/shared/groupMembership'
import { connectKafka } from '../../../../workers/shared/kafka'
import { waitFor } from '../../../support/waitFor'
import type { FaultCase, Ground } from '../faultCase'

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

async function killUntilGivenUp({ pidOf, snapshot }: Ground, name: WorkerName): Promise<void> {
  const stateOf = async (): Promise<string | undefined> =>
    (await snapshot()).workers.find((worker) => worker.name === name)?.state
  await waitFor(
    `${name} to be given up`,
    async () => {
      const state = await stateOf()
      if (state === 'running') process.kill(await pidOf(name), 'SIGKILL')
      return state === 'failed'
    },
    120_000,
    200,
  )
}

const silent = (name: WorkerName): FaultCase => ({
  rule: 'worker_silent',
  subject: name,
  inject: async ({ pidOf }) => {
    process.kill(await pidOf(name), 'SIGSTOP')
  },
  fix: 'restart',
})

/** Joins as our enricher does, but with a group of its own; it takes nothing, so that nothing has to be mended afterwards. */
async function joinElsewhere({ dataDir, stores, snapshot }: Ground): Promise<void> {
  const left = new AbortController()
  const joined = new Promise<void>((resolve) => {
    const membership = joinGroup(
      connectKafka(stores.endpoints, clientIds.enricher, () => undefined),
      {
        groupId: elsewhere,
        topic: topics.events,
        membersFolder: join(dataDir, 'run', elsewhere),
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
        async () => (await snapshot()).doctor?.findings.every(({ subject }) => subject !== elsewhere),
        60_000,
      )
    }
  })
  await joined
}

export const workerCases: readonly FaultCase[] = [
  silent('leaderboard'),
  silent('enricher'),
  silent('observer'),
  {
    rule: 'worker_failed',
    subject: 'leaderboard',
    inject: (ground) => killUntilGivenUp(ground, 'leaderboard'),
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
    inject: joinElsewhere,
    fix: null,
    heal: () => end(),
  },
]
