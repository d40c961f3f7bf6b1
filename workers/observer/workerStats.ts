import type { EnricherStats, GeneratorStats, LeaderboardStats, Reading } from '../../contract/snapshot'
import type { WorkerEvent } from '../../contract/workers'
import { holdReading, type ReadingHolder } from '../runtime/reading'

/** What the other workers say of themselves; unknown when they have been silent for a while. */
export interface WorkerStats {
  onEvent(event: WorkerEvent): void
  enricher(nowMs: number): Reading<EnricherStats>
  leaderboard(nowMs: number): Reading<LeaderboardStats>
  generator(nowMs: number): Reading<GeneratorStats>
  revision(): number
}

const silentAfterMs = 5_000

export function createWorkerStats(clock: () => number): WorkerStats {
  const enricher = holdReading<EnricherStats>()
  const leaderboard = holdReading<LeaderboardStats>()
  const generator = holdReading<GeneratorStats>()
  const fresh = <T>(holder: ReadingHolder<T>, nowMs: number): Reading<T> => {
    const reading = holder.get()
    if (reading.state === 'known' && nowMs - reading.at > silentAfterMs) {
      holder.unknown({ word: 'noReport', ms: silentAfterMs })
    }
    return holder.get()
  }
  return {
    onEvent: (event) => {
      if (event.kind === 'enricher') enricher.known(event.stats, clock())
      else if (event.kind === 'leaderboard') leaderboard.known(event.stats, clock())
      else if (event.kind === 'generator') generator.known(event.stats, clock())
    },
    enricher: (nowMs) => fresh(enricher, nowMs),
    leaderboard: (nowMs) => fresh(leaderboard, nowMs),
    generator: (nowMs) => fresh(generator, nowMs),
    revision: () => enricher.revision() + leaderboard.revision() + generator.revision(),
  }
}
