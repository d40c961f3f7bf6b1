import type { Admin, Cluster, Kafka } from '../wire/kafkajs/kafkajs'
import type { LogLevel } from '../../../contract/commands'
import { describeCause } from '../../../contract/errors'
import { openCluster } from './kafkaCluster'

/** A client, connected when it is first needed and again after a failure. */
interface Held<C> {
  /** Runs `work` with a connected client; rejects as kafkajs does. */
  use<T>(work: (client: C) => Promise<T>): Promise<T>
  close(): Promise<void>
}
export type KafkaAdmin = Held<Admin>
export type KafkaCluster = Held<Cluster>

type Log = (level: LogLevel, text: string) => void

export const createKafkaAdmin = (kafka: Kafka, log: Log): KafkaAdmin => hold(() => kafka.admin(), log)

/** For requests that the admin client does not have. Topics are made its targets by whoever asks about them. */
export const createKafkaCluster = (kafka: Kafka, log: Log): KafkaCluster => hold(() => openCluster(kafka), log)

function hold<C extends { connect(): Promise<void>; disconnect(): Promise<void> }>(make: () => C, log: Log): Held<C> {
  let connected: Promise<C> | null = null
  const connect = async (): Promise<C> => {
    const client = make()
    await client.connect()
    return client
  }
  const leave = async (attempt: Promise<C>): Promise<void> => {
    try {
      await (await attempt).disconnect()
    } catch (thrown) {
      log('debug', `kafka: left without a farewell: ${describeCause(thrown)}`)
    }
  }
  return {
    use: async (work) => {
      const attempt = (connected ??= connect())
      try {
        return await work(await attempt)
      } catch (thrown) {
        // Start from scratch: what kafkajs remembers of a broker that went away is not to be trusted.
        if (connected === attempt) {
          connected = null
          void leave(attempt)
        }
        throw thrown
      }
    },
    close: async () => {
      const open = connected
      connected = null
      if (open !== null) await leave(open)
    },
  }
}
