import { windowMinutes, type WindowMinutes } from '../../contract/pipeline'
import type { Leaderboard } from '../../contract/snapshot'
import type { Activity } from './activity'
import type { Leaderboards } from './leaderboards'

/** Rows that the snapshot carries of each window. */
const rowsShown = 10
/** While events flow: the shortest window moves with every event, the longer ones slowly. */
const shortestEveryMs = 250
const othersEveryMs = 1_000
/** At rest only the sliding of the windows changes anything. */
const restEveryMs = 5_000

/** Reads each window when it may have changed: by its pace, and as soon as a new minute begins. */
export function leaderboardsReader(
  leaderboards: Leaderboards,
  activity: Activity,
  clock: () => number,
  onRead: (boards: readonly Leaderboard[]) => void,
): () => Promise<Leaderboard[]> {
  const latest = new Map<WindowMinutes, { readonly at: number; readonly board: Leaderboard }>()
  const due = (window: WindowMinutes, now: number): boolean => {
    const known = latest.get(window)
    if (known === undefined) return true
    if (Math.floor(known.at / 60_000) !== Math.floor(now / 60_000)) return true
    const everyMs = !activity.flowing() ? restEveryMs : window === windowMinutes[0] ? shortestEveryMs : othersEveryMs
    // A little early rather than a whole turn late.
    return now - known.at >= everyMs - 20
  }
  return async () => {
    const now = clock()
    await Promise.all(
      windowMinutes
        .filter((window) => due(window, now))
        .map(async (window) => {
          latest.set(window, { at: now, board: await leaderboards.read(window, rowsShown) })
        }),
    )
    const boards = windowMinutes.flatMap((window) => latest.get(window)?.board ?? [])
    onRead(boards)
    return boards
  }
}
