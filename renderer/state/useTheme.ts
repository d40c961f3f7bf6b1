import { useSyncExternalStore } from 'react'
import { useSnapshot } from './consoleStore'

export type WindowTheme = 'dark' | 'light'

const darkQuery = '(prefers-color-scheme: dark)'

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(darkQuery)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

/** The theme in use: the chosen one, or the system's. */
export function useTheme(): WindowTheme {
  const systemDark = useSyncExternalStore(subscribe, () => window.matchMedia(darkQuery).matches)
  const chosen = useSnapshot((snapshot) => snapshot.settings.theme) ?? 'system'
  return chosen === 'system' ? (systemDark ? 'dark' : 'light') : chosen
}
