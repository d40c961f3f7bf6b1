import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import ar from './ar.json'
import en from './en.json'
import type { WindowLanguage } from './locale'

export const catalogues = { en, ar } as const

/** The window's messages. Changing the language afterwards is `changeLanguage`: no restart. */
export async function startI18n(language: WindowLanguage): Promise<i18n> {
  const instance = i18next.createInstance().use(initReactI18next)
  await instance.init({
    lng: language,
    resources: { en: { translation: en }, ar: { translation: ar } },
    // Without a fallback a missing key would show itself; the parity test keeps it from happening.
    fallbackLng: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  return instance
}
