/** What a failure of kafkajs means, through the errors that it wraps. */
import { KafkaJSProtocolError } from 'kafkajs'

function protocolErrors(thrown: unknown): KafkaJSProtocolError[] {
  const found: KafkaJSProtocolError[] = []
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof KafkaJSProtocolError) found.push(error)
  }
  return found
}

/** INVALID_PRODUCER_EPOCH and PRODUCER_FENCED (which kafkajs 2.2.4 does not know by name). */
const fencedCodes = new Set([47, 90])

/** Another producer with the same transactional.id was initialised, or the coordinator gave the transaction up. */
export function isFenced(thrown: unknown): boolean {
  return protocolErrors(thrown).some(({ code }) => fencedCodes.has(code))
}

/** The coordinator is still writing the markers of the transaction before: ask again soon. Nothing was done. */
export function isConcurrentTransaction(thrown: unknown): boolean {
  return protocolErrors(thrown).some(({ type }) => type === 'CONCURRENT_TRANSACTIONS')
}

/** One line of a thrown value, for logs and `lastError`. */
export function failureLine(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
}
