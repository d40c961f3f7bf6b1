/**
 * A mend of kafkajs 2.2.4, contained here: its request queue, once it has been looked at, looks again every millisecond for
 * as long as the connection lives, though nothing waits in it (the wait is reckoned from a throttle that never was and
 * comes out negative). A dozen idle connections so keep a worker at 15 % of a core. A queue in which nothing waits needs no look: what
 * comes later asks for one itself.
 */
import { kafkajsPrototype } from './kafkajsPrototype'

/** The part of kafkajs's RequestQueue that is mended. */
interface RequestQueue {
  readonly pending: readonly unknown[]
  scheduleCheckPendingRequests: (this: RequestQueue) => void
}

function hasSchedule(prototype: object): prototype is RequestQueue {
  return 'scheduleCheckPendingRequests' in prototype && typeof prototype.scheduleCheckPendingRequests === 'function'
}

let mended = false

/** Mends the queue of every connection of this process, once. Throws when kafkajs is not the version that this knows. */
export function calmRequestQueue(): void {
  if (mended) return
  const prototype = kafkajsPrototype<RequestQueue>('network/requestQueue', hasSchedule)
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this)
  }
  mended = true
}
