/** When a healing program has done its work, by what it logs. */
import type { Healing } from '../services/description'

export interface HealingWatch {
  read(line: string): void
  /** Whether it has told that it is done and what it told is on the disk, or has been at work for as long as it may. */
  isOver(): boolean
}

/**
 * @param startLimitMs how long it may take to begin, in milliseconds
 * @param now milliseconds of any clock that only goes forward
 */
export function watchHealing(healing: Healing, startLimitMs: number, now: () => number): HealingWatch {
  let until = now() + startLimitMs
  let stage: 'starting' | 'working' | 'done' = 'starting'
  return {
    read: (line) => {
      if (stage === 'starting' && healing.begun.test(line)) {
        stage = 'working'
        until = now() + healing.limitMs
      } else if (stage === 'working' && healing.done.test(line)) {
        // What was done in earlier runs is told before the work begins.
        stage = 'done'
        until = now() + healing.settleMs
      }
    },
    isOver: () => now() >= until,
  }
}
