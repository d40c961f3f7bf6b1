/**
 * What a failure of kafkajs means, through the errors that it wraps. Told by name and code: its error classes are no
 * named exports of the CommonJS module, so `instanceof` is not to be had from an ES module.
 */

interface ProtocolError {
  readonly code: number
  readonly type: string
}

function isProtocolError(error: Error): error is Error & ProtocolError {
  return 'code' in error && typeof error.code === 'number' && 'type' in error && typeof error.type === 'string'
}

function protocolErrors(thrown: unknown): ProtocolError[] {
  const found: ProtocolError[] = []
  for (let error = thrown; error instanceof Error; error = error.cause) if (isProtocolError(error)) found.push(error)
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

/** COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE and NOT_COORDINATOR. */
const awayCodes = new Set([14, 15, 16])

/** The coordinator is moving, or not loaded yet: ask again who it is. Nothing was done. */
export function isCoordinatorAway(thrown: unknown): boolean {
  return protocolErrors(thrown).some(({ code }) => awayCodes.has(code))
}

/** A fetch from an offset that the partition does not have. */
export function isOffsetOutOfRange(thrown: unknown): boolean {
  return protocolErrors(thrown).some(({ type }) => type === 'OFFSET_OUT_OF_RANGE')
}

/** The broker does not know the account, or another password of it. kafkajs names what it throws then by its class alone. */
export function isSignInRefused(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error.name === 'KafkaJSSASLAuthenticationError') return true
  }
  return false
}

/** One line of a thrown value, for logs and `lastError`. */
export function failureLine(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
}
