/** Keeps one thing running against the endpoints in force: a service may come back on another port. */
import { isDeepStrictEqual } from 'node:util'
import type { Endpoints } from '../../contract/workers'

export interface Following<T> {
  /** What runs now; undefined while it is being replaced. */
  current(): T | undefined
  /** Endpoints may have changed: restarts what runs when the part it uses has. */
  follow(endpoints: Endpoints): void
  close(): Promise<void>
}

/**
 * @param part what of the endpoints `start` uses.
 * @param start begins the work; it waits for services by itself and so does not fail.
 */
export function followEndpoints<T extends { close(): Promise<void> }>(
  endpoints: Endpoints,
  part: (endpoints: Endpoints) => unknown,
  start: (endpoints: Endpoints) => T,
): Following<T> {
  let used = part(endpoints)
  let closed = false
  let running: T | undefined = start(endpoints)
  let replacing: Promise<void> = Promise.resolve()

  const replace = async (next: Endpoints): Promise<void> => {
    const former = running
    running = undefined
    await former?.close()
    if (!closed) running = start(next)
  }

  return {
    current: () => running,
    follow: (next) => {
      if (isDeepStrictEqual(part(next), used)) return
      used = part(next)
      replacing = replacing.then(() => replace(next))
    },
    close: async () => {
      closed = true
      await replacing
      await running?.close()
    },
  }
}
