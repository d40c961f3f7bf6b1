/** Starts and stops that are asked for at any time, by several at once, and done in turn: never two of them together. */

export interface Turns {
  /** Of the present run: the next stop, the next start and {@link abort} end all that goes on for it. */
  signal(): AbortSignal
  /** Hands over work of the present run that nobody asked for: what comes next waits until it has ended. */
  follow(work: Promise<void>): void
  /**
   * One start for all who ask while it goes on. It begins once all that was asked for before has ended.
   * @throws what `bringUp` throws; a DOMException named AbortError where a stop came before it was done.
   */
  start(bringUp: (signal: AbortSignal) => Promise<void>): Promise<void>
  /**
   * Aborts what goes on; one stop for all who ask while it goes on.
   * @param bringDown begins at once, for what goes on may wait for what it ends; the promise is that of all that was aborted.
   */
  stop(bringDown: (aborted: Promise<unknown>) => Promise<void>): Promise<void>
  abort(): void
}

export function takeTurns(): Turns {
  let run = new AbortController()
  let starting: { readonly done: Promise<void>; readonly signal: AbortSignal } | null = null
  let stopping: Promise<void> | null = null
  let followed: Promise<void> | null = null

  const renew = (): AbortSignal => {
    run.abort()
    run = new AbortController()
    return run.signal
  }
  const goesOn = (): Promise<unknown> => Promise.allSettled([starting?.done, stopping, followed])

  return {
    signal: () => run.signal,
    follow(work) {
      followed = work
    },
    start(bringUp) {
      if (starting !== null && !starting.signal.aborted) return starting.done
      const before = goesOn()
      const signal = renew()
      const one = async (): Promise<void> => {
        try {
          await before
          signal.throwIfAborted()
          await bringUp(signal)
        } catch (thrown) {
          signal.throwIfAborted()
          throw thrown
        } finally {
          if (starting?.signal === signal) starting = null
        }
      }
      const done = one()
      starting = { done, signal }
      return done
    },
    stop(bringDown) {
      renew()
      // A start that waits for this stop has just been aborted.
      if (stopping !== null) return stopping
      const aborted = goesOn()
      const one = async (): Promise<void> => {
        try {
          await bringDown(aborted)
        } finally {
          stopping = null
        }
      }
      stopping = one()
      return stopping
    },
    abort: () => run.abort(),
  }
}
