/** Waiting that somebody else can end. A wake while nobody waits ends the next wait at once. */
export interface Waker {
  wake(): void
  /** Resolves at the next wake, with the signal, or after `limitMs` milliseconds. */
  next(signal: AbortSignal, limitMs?: number): Promise<void>
}

export function createWaker(): Waker {
  let isWoken = false
  let waiting: (() => void) | null = null
  return {
    wake() {
      if (waiting === null) isWoken = true
      else waiting()
    },
    next: (signal, limitMs) =>
      new Promise((resolve) => {
        if (isWoken || signal.aborted) {
          isWoken = false
          resolve()
          return
        }
        const done = (): void => {
          waiting = null
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          resolve()
        }
        const timer = limitMs === undefined ? undefined : setTimeout(done, limitMs)
        waiting = done
        signal.addEventListener('abort', done, { once: true })
      }),
  }
}
