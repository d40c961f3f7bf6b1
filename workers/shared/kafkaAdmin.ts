import type { Admin, Kafka } from 'kafkajs'
import type { LogLevel } from '../../contract/commands'
import { describeCause } from '../../contract/errors'

/** One admin client, connected when it is first needed and again after a failure. */
export interface KafkaAdmin {
  /** Runs `work` with a connected client; rejects as kafkajs does. */
  use<T>(work: (admin: Admin) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export function createKafkaAdmin(kafka: Kafka, log: (level: LogLevel, text: string) => void): KafkaAdmin {
  let connected: Promise<Admin> | null = null
  const connect = async (): Promise<Admin> => {
    const admin = kafka.admin()
    await admin.connect()
    return admin
  }
  const leave = async (attempt: Promise<Admin>): Promise<void> => {
    try {
      await (await attempt).disconnect()
    } catch (thrown) {
      log('debug', `kafka admin: left without a farewell: ${describeCause(thrown)}`)
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
