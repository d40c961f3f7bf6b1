/**
 * Keeps Kafka's producers from committing a transaction without the record that was sent last. From transaction.version 2 on, a producer's
 * thread decides whether all records are out before it takes the lock under which it then sends the commit (kafka-clients 4.3.1,
 * Sender.maybeSendAndPollTransactionalRequest): a record that is sent in between is left behind. With version 1 the partition of that
 * record has to be added to the transaction first, which comes before the commit. Kafka Connect sends its offsets last, so that they were
 * left behind: its task then waits for ever, with state RUNNING, and tells its latest events twice after a restart.
 * docs/decisions/0034-transactions-of-version-1.md.
 */
import type { Endpoints } from '../../../contract/workers'
import { RequestRefused } from '../../kafka/wire/kafkajs/flexible/flexibleRequest'
import { lowerFeature } from '../../kafka/wire/kafkajs/flexible/lowerFeature'
import { connectKafka } from '../../kafka/wire/kafkajs/connectKafka'
import { createKafkaCluster } from '../../kafka/session/kafkaAdmin'
import type { WorkerContext } from '../../runtime/worker'
import { logErrors } from './logErrors'

const feature = 'transaction.version'
const level = 1

/** For services of our own: the level is the whole cluster's. Rejects when Kafka does not answer; a refusal is only logged. */
export async function limitTransactions(endpoints: Endpoints, log: WorkerContext['log']): Promise<void> {
  const kafka = createKafkaCluster(connectKafka(endpoints, 'marsad-prepare', logErrors), log)
  try {
    await kafka.use((cluster) => lowerFeature(cluster, feature, level))
  } catch (thrown) {
    if (!(thrown instanceof RequestRefused)) throw thrown
    log('warn', `${thrown.message}; Kafka Connect may come to stand still, and tell its latest events twice after that`)
  } finally {
    await kafka.close()
  }
}
