/** Rankings of the past, to tell who moved. */
export interface RankMemory {
  /** Ids in order of rank, as of `at` (milliseconds). */
  remember(at: number, ids: readonly string[]): void
  /** Places gained since about a minute before `at` (negative: lost); null when there was no ranking then, or not this id in it. */
  moved(at: number, id: string, rank: number): number | null
}

const minuteMs = 60_000
/** "About" a minute: the ranking compared with may be this much younger or older. */
const toleranceMs = 15_000
/** Rankings nearer together are not kept apart. */
const spacingMs = 5_000

export function createRankMemory(): RankMemory {
  let rankings: { readonly at: number; readonly ranks: ReadonlyMap<string, number> }[] = []
  return {
    remember: (at, ids) => {
      const last = rankings.at(-1)
      if (last !== undefined && at - last.at < spacingMs) return
      rankings = rankings.filter((ranking) => ranking.at >= at - minuteMs - toleranceMs)
      rankings.push({ at, ranks: new Map(ids.map((id, index) => [id, index + 1])) })
    },
    moved: (at, id, rank) => {
      const wanted = at - minuteMs
      let nearest: (typeof rankings)[number] | undefined
      for (const ranking of rankings) {
        const distance = Math.abs(ranking.at - wanted)
        if (distance > toleranceMs) continue
        if (nearest === undefined || distance < Math.abs(nearest.at - wanted)) nearest = ranking
      }
      const before = nearest?.ranks.get(id)
      return before === undefined ? null : before - rank
    },
  }
}
