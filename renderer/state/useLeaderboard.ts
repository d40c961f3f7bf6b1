import type { WindowMinutes } from '../../contract/pipeline'
import type { Leaderboard, Reading } from '../../contract/snapshot'
import { useSnapshot } from './consoleStore'
import { useLiveQuery } from './useLiveQuery'

/** Rows of each window that come with every snapshot. */
const rowsInSnapshot = 10
const refreshMs = 1000

/**
 * A leaderboard window with up to `limit` rows: from the snapshot where it holds enough, else asked for once a second.
 * Undefined before the first report.
 */
export function useLeaderboard(window: WindowMinutes, limit: number): Reading<Leaderboard> | undefined {
  const reading = useSnapshot((snapshot) => snapshot.pipeline?.leaderboards)
  const isReadable = reading?.state === 'known'
  const query = useLiveQuery(
    'leaderboard.read',
    isReadable && limit > rowsInSnapshot ? { window, limit } : null,
    refreshMs,
  )
  if (reading === undefined) return undefined
  if (reading.state === 'unknown') {
    const last = reading.last?.value.find((board) => board.window === window)
    return {
      state: 'unknown',
      reason: reading.reason,
      last: reading.last === null || last === undefined ? null : { value: last, at: reading.last.at },
    }
  }
  if (query.value !== null && query.at !== null) return { state: 'known', value: query.value, at: query.at }
  const board = reading.value.find((one) => one.window === window)
  return board === undefined ? undefined : { state: 'known', value: board, at: reading.at }
}
