/** The newest messages of one partition, bounded in number and bytes. */
export interface MessageRing<M extends { readonly bytes: number }> {
  /** Newest last. */
  push(message: M): void
  clear(): void
  /** Newest first. */
  newest(limit: number): M[]
}

export function createMessageRing<M extends { readonly bytes: number }>(
  limit: number,
  byteLimit: number,
): MessageRing<M> {
  let messages: M[] = []
  let start = 0
  let bytes = 0
  return {
    push: (message) => {
      messages.push(message)
      bytes += message.bytes
      while (messages.length - start > limit || (bytes > byteLimit && messages.length - start > 1)) {
        bytes -= messages[start]?.bytes ?? 0
        start += 1
      }
      // Cut off in one go what has been passed over: shifting one by one would cost the whole ring each time.
      if (start > limit) {
        messages = messages.slice(start)
        start = 0
      }
    },
    clear: () => {
      messages = []
      start = 0
      bytes = 0
    },
    newest: (count) => messages.slice(Math.max(start, messages.length - count)).reverse(),
  }
}
