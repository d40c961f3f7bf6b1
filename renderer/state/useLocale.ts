import { useMemo } from 'react'
import { resolveLocale, type WindowLocale } from '../i18n/locale'
import { useSnapshot } from './consoleStore'

/** The locale in use: the chosen language and digits, or the system's. */
export function useLocale(): WindowLocale {
  const language = useSnapshot((snapshot) => snapshot.settings.language) ?? 'system'
  const digits = useSnapshot((snapshot) => snapshot.settings.digits) ?? 'auto'
  return useMemo(() => resolveLocale(language, digits, window.marsad.systemLanguages), [language, digits])
}
