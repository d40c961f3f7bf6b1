export type ConsumerState = 'polling' | 'failed' | 'silent'

/** A Kafka table polls several times a second; silent for this long, in milliseconds, means that it does not read. */
const silentAfterMs = 30_000

/** What a consumer of the Kafka table does. An exception stays listed after it was overcome, so it alone is not an end. */
export function consumerState(
  consumer: { readonly lastException: string | null; readonly lastPollAt: number | null },
  now: number,
): ConsumerState {
  if (consumer.lastPollAt === null || now - consumer.lastPollAt > silentAfterMs) return 'silent'
  return consumer.lastException === null ? 'polling' : 'failed'
}
