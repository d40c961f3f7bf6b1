/**
 * A mend of kafkajs 2.2.4, contained here: its request queue, once it has been looked at, looks again every millisecond for
 * as long as the connection lives, though nothing waits in it (the wait is reckoned from a throttle that never was and
 * comes out negative). A dozen idle connections so keep a worker at 15 % of a core. A queue in which nothing waits needs no look: what
 * comes later asks for one itself.
 */
import { createRequire } from 'node:module'

/** The part of kafkajs's RequestQueue that is mended. */
interface RequestQueue {
  readonly pending: readonly unknown[]
  scheduleCheckPendingRequests: (this: RequestQueue) => void
}

function hasSchedule(prototype: unknown): prototype is RequestQueue {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    'scheduleCheckPendingRequests' in prototype &&
    typeof prototype.scheduleCheckPendingRequests === 'function'
  )
}

let mended = false

/** Mends the queue of every connection of this process, once. Throws when kafkajs is not the version that this knows. */
export function calmRequestQueue(): void {
  if (mended) return
  const found: unknown = createRequire(import.meta.url)('kafkajs/src/network/requestQueue')
  const prototype: unknown = typeof found === 'function' ? found.prototype : undefined
  if (!hasSchedule(prototype)) throw new Error('kafkajs has another request queue than the one that is mended here')
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this)
  }
  mended = true
}
