import { useEffect, useState } from 'react'
import type { Failure } from '../../../contract/errors'
import { emptyLogWindow, mergeLogLines, type LogWindow } from './mergeLogLines'

/** Lines kept in the window; older ones are in the log files. */
const capacity = 20_000
/** Lines asked for at once: the most that `logs.read` gives. */
const batch = 5000
const everyMs = 500

export interface Logs {
  readonly held: LogWindow
  /** False until the first answer. */
  readonly read: boolean
  /** Why the latest reading failed; null when it did not. */
  readonly failure: Failure | null
}

/** The merged log of all sources, read on from the main process's ring while the component is shown. */
export function useLogs(): Logs {
  const [logs, setLogs] = useState<Logs>({ held: emptyLogWindow, read: false, failure: null })

  useEffect(() => {
    let live = true
    let timer: ReturnType<typeof setTimeout> | undefined
    let held = emptyLogWindow
    const ask = async (): Promise<void> => {
      const result = await window.marsad.command('logs.read', { sources: [], after: held.cursor, limit: batch })
      if (!live) return
      if (result.ok) held = mergeLogLines(held, result.value, capacity)
      const failure = result.ok ? null : result.failure
      setLogs((former) =>
        former.held === held && former.read && former.failure === failure ? former : { held, read: true, failure },
      )
      // A full answer means that more is waiting.
      const behind = result.ok && result.value.lines.length === batch
      timer = setTimeout(() => void ask(), behind ? 0 : everyMs)
    }
    void ask()
    return () => {
      live = false
      clearTimeout(timer)
    }
  }, [])

  return logs
}
