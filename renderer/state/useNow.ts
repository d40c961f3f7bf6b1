import { useCallback, useSyncExternalStore } from 'react'

/** The time in epoch milliseconds, rounded down to `everyMs`; the component draws again when it steps. */
export function useNow(everyMs = 1000): number {
  const subscribe = useCallback(
    (changed: () => void) => {
      const timer = setInterval(changed, everyMs)
      return () => clearInterval(timer)
    },
    [everyMs],
  )
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / everyMs) * everyMs)
}
