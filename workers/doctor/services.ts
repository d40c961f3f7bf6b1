/** The services of the pipeline as the doctor reads and mends them. */
import type { LogLevel } from '../../contract/commands'
import type { Settings } from '../../contract/settings'
import type { Endpoints, Paths } from '../../contract/workers'
import { createKafkaAdmin, createKafkaCluster, type KafkaAdmin, type KafkaCluster } from '../kafka/session/kafkaAdmin'
import { openServiceClients, type ServiceClients } from '../pipeline/serviceClients'
import { watchTransactions, type TransactionWatch } from './probes/openTransactions'
import { watchScores, type ScoreWatch } from './probes/scores'

export interface Services extends ServiceClients {
  readonly endpoints: Endpoints
  readonly paths: Paths
  readonly settings: Settings
  readonly admin: KafkaAdmin
  readonly cluster: KafkaCluster
  readonly transactions: TransactionWatch
  readonly scores: ScoreWatch
  /** For what is worth a line and no finding. */
  readonly log: (level: LogLevel, text: string) => void
}

/** One for looking, one for adding up, one for mending. */
const connections = 3
/** A look is over before a patient client has tried its second broker. */
const impatient = { retries: 1 }

export function openServices(endpoints: Endpoints, paths: Paths, settings: Settings, log: Services['log']): Services {
  const options = { clientId: 'marsad-doctor', connections, retry: impatient, log }
  const clients = openServiceClients(endpoints, settings, options)
  const admin = createKafkaAdmin(clients.kafka, log)
  const cluster = createKafkaCluster(clients.kafka, log)
  return {
    ...clients,
    endpoints,
    paths,
    settings,
    admin,
    cluster,
    transactions: watchTransactions(),
    scores: watchScores(),
    log,
    close: async () => {
      await Promise.all([clients.close(), admin.close(), cluster.close()])
    },
  }
}
