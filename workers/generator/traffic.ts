import { pause } from '../../common/pause'
import { createTokenBucket } from './tokenBucket'
import type { Writer } from './writer'

/** The sample traffic: as long as it is enabled, events at a steady rate. */
export interface Traffic {
  set(enabled: boolean, eventsPerSecond: number): void
  state(): { enabled: boolean; eventsPerSecond: number }
  /** Ends after the signal has aborted and the write under way is over. */
  readonly ended: Promise<void>
}

/** Events of one transaction; small, so that an event waits for few others. */
const batchLimit = 250
/** Events due within this time are written together: fewer transactions, and freshness is not measured in such short times. */
const gatherMs = 20

export function runTraffic(
  writer: Writer,
  initial: { enabled: boolean; eventsPerSecond: number },
  signal: AbortSignal,
): Traffic {
  let { enabled, eventsPerSecond } = initial
  const bucket = createTokenBucket(eventsPerSecond, performance.now())
  let wake = (): void => undefined

  /** Not AbortSignal.any: Node 20 may collect such a signal while it is waited for, and the sleep would never be cut short. */
  const sleep = async (ms: number): Promise<void> => {
    const cut = new AbortController()
    wake = () => cut.abort()
    signal.addEventListener('abort', wake)
    await pause(ms, signal.aborted ? signal : cut.signal)
    signal.removeEventListener('abort', wake)
  }

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      if (!enabled) {
        await sleep(60_000)
        // What was saved up while nothing was wanted is not owed.
        bucket.take(performance.now(), Number.MAX_SAFE_INTEGER)
        continue
      }
      const due = bucket.take(performance.now(), batchLimit)
      if (due > 0) await writer.write(due, signal)
      else await sleep(Math.max(gatherMs, bucket.waitMs(performance.now())))
    }
  }

  return {
    set: (nextEnabled, nextRate) => {
      enabled = nextEnabled
      eventsPerSecond = nextRate
      bucket.setRate(nextRate, performance.now())
      wake()
    },
    state: () => ({ enabled, eventsPerSecond }),
    ended: run(),
  }
}
