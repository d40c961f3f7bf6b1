import { describe, expect, it } from 'vitest'
import { resolveLocale } from './locale'

describe('resolveLocale', () => {
  it('follows the system, the most wanted language that it speaks first', () => {
    expect(resolveLocale('system', 'auto', ['fr-FR', 'ar-EG', 'en-US']).language).toBe('ar')
    expect(resolveLocale('system', 'auto', ['en-GB', 'ar-EG']).language).toBe('en')
    expect(resolveLocale('system', 'auto', ['fr-FR'])).toMatchObject({ language: 'en', direction: 'ltr' })
  })

  it('lets a person choose, and keeps the region the system has for that language', () => {
    const locale = resolveLocale('ar', 'auto', ['en-GB', 'ar-MA'])
    expect(locale).toMatchObject({ language: 'ar', direction: 'rtl' })
    expect(new Intl.Locale(locale.tag).region).toBe('MA')
  })

  it('uses the chosen digits, whatever the region has', () => {
    expect(new Intl.NumberFormat(resolveLocale('ar', 'latn', ['ar-SA']).tag).format(42)).toBe('42')
    expect(new Intl.NumberFormat(resolveLocale('en', 'arab', ['en-US']).tag).format(42)).toBe('٤٢')
  })

  it('counts years the Gregorian way also in Riyadh, and hours to 24', () => {
    const { tag } = resolveLocale('ar', 'latn', ['ar-SA'])
    const options = new Intl.DateTimeFormat(tag, { hour: 'numeric' }).resolvedOptions()
    expect(options).toMatchObject({ calendar: 'gregory', hourCycle: 'h23' })
  })
})
