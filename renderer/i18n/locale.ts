import type { Digits, Language } from '../../contract/settings'

export type WindowLanguage = 'ar' | 'en'

export interface WindowLocale {
  readonly language: WindowLanguage
  readonly direction: 'rtl' | 'ltr'
  /** A BCP 47 tag for Intl: the system's own region where it speaks this language, with the chosen digits. */
  readonly tag: string
}

/** The window's locale from the settings and the system's languages, most wanted first. */
export function resolveLocale(language: Language, digits: Digits, systemLanguages: readonly string[]): WindowLocale {
  const spoken = systemLanguages.filter((tag) => isLanguage(tag, 'ar') || isLanguage(tag, 'en'))
  const first = spoken[0]
  const resolved: WindowLanguage =
    language === 'system' ? (first !== undefined && isLanguage(first, 'ar') ? 'ar' : 'en') : language
  const regional = spoken.find((tag) => isLanguage(tag, resolved)) ?? resolved
  return {
    language: resolved,
    direction: resolved === 'ar' ? 'rtl' : 'ltr',
    tag: withDigits(regional, resolved, digits),
  }
}

function isLanguage(tag: string, language: WindowLanguage): boolean {
  return tag === language || tag.startsWith(`${language}-`)
}

function withDigits(tag: string, fallback: WindowLanguage, digits: Digits): string {
  const supported = Intl.NumberFormat.supportedLocalesOf([tag])[0] ?? fallback
  const options: Intl.LocaleOptions = { calendar: 'gregory', hourCycle: 'h23' }
  if (digits !== 'auto') options.numberingSystem = digits
  return new Intl.Locale(supported, options).toString()
}
