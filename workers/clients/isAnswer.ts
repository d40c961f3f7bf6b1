import { ClickHouseError } from '@clickhouse/client'
import pg from 'pg'
import { z } from 'zod'
import { ConnectRefusal } from './connect/connectRest'

/** kafkajs names what a broker has answered by the class that it throws. */
const answersOfOthers = ['KafkaJSProtocolError', 'KafkaJSSASLAuthenticationError', 'ReplyError']

/** Whether a reading failed with what the service answered: it is there and says no, or something that nobody expected. */
export function isAnswer(thrown: unknown): boolean {
  if (thrown instanceof pg.DatabaseError || thrown instanceof ClickHouseError || thrown instanceof ConnectRefusal)
    return true
  return thrown instanceof z.ZodError || (thrown instanceof Error && answersOfOthers.includes(thrown.name))
}
