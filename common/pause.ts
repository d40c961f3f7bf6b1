/** Waiting that an owner can cut short. */

/** Resolves after `ms` milliseconds, or as soon as the signal aborts; never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}

/** The wait before the n-th try again (n from 1), in milliseconds: it grows, but never beyond `limitMs`, so that what came back is seen soon. */
export function retryDelayMs(attempt: number, firstMs = 50, limitMs = 1_500): number {
  return Math.min(limitMs, firstMs * 2 ** Math.min(attempt - 1, 20))
}
