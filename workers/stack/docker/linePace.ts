import { setTimeout as delay } from 'node:timers/promises'

const windowMs = 100

/**
 * Holds a flood of log lines up: what reads them goes on when the promise resolves, so that they wait in the engine and not in our
 * processes. @param perSecond lines a second that pass
 * @returns called for each line that has passed; undefined while there is room for more
 */
export function createLinePace(perSecond: number, now: () => number): () => Promise<void> | undefined {
  const most = Math.max(1, (perSecond * windowMs) / 1_000)
  let windowEnds = now() + windowMs
  let passed = 0
  return () => {
    if (now() >= windowEnds) {
      windowEnds = now() + windowMs
      passed = 0
    }
    passed += 1
    return passed < most ? undefined : delay(Math.max(0, windowEnds - now()))
  }
}
