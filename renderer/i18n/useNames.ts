import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { messageCatalogues, nameOf } from '../../contract/messages/message'
import type { Wait } from '../../contract/snapshot'
import type { WindowLanguage } from './locale'

export function toWindowLanguage(language: string | undefined): WindowLanguage {
  return language === 'ar' ? 'ar' : 'en'
}

/** The language in which the window speaks now. */
export function useLanguage(): WindowLanguage {
  return toWindowLanguage(useTranslation().i18n.language)
}

/** The names shared with the CLI: of services, workers and steps, and what a starting service waits for. */
export function useNames(): { readonly name: (id: string) => string; readonly wait: (wait: Wait) => string } {
  const language = useLanguage()
  return useMemo(
    () => ({
      name: (id: string) => nameOf(id, language),
      wait: (wait: Wait) => messageCatalogues[language].waits[wait],
    }),
    [language],
  )
}
