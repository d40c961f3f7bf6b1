import { describe, expect, it } from 'vitest'
import { placeholdersOf } from '../../contract/messages/message'
import { catalogues } from './i18n'

const categories = ['zero', 'one', 'two', 'few', 'many', 'other'] as const
const pluralSuffix = new RegExp(`_(${categories.join('|')})$`)

function flatten(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (typeof value === 'string') into.set(path, value)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, into)
  }
  return into
}

const flat = { en: flatten(catalogues.en, '', new Map()), ar: flatten(catalogues.ar, '', new Map()) }
const base = (key: string): string => key.replace(pluralSuffix, '')
const plurals = (language: 'en' | 'ar'): Set<string> =>
  new Set([...flat[language].keys()].filter((key) => pluralSuffix.test(key)).map(base))

describe('the two catalogues', () => {
  it('hold the same keys, plural forms aside', () => {
    const english = new Set([...flat.en.keys()].map(base))
    const arabic = new Set([...flat.ar.keys()].map(base))
    expect([...english].filter((key) => !arabic.has(key))).toEqual([])
    expect([...arabic].filter((key) => !english.has(key))).toEqual([])
  })

  it.each(['en', 'ar'] as const)('have every plural form that %s needs', (language) => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    for (const key of plurals('en')) {
      const missing = needed.filter((category) => !flat[language].has(`${key}_${category}`))
      expect({ key, missing }).toEqual({ key, missing: [] })
    }
    expect(plurals('ar')).toEqual(plurals('en'))
  })

  it('use the same placeholders; a counting form may say its number in words', () => {
    for (const [key, english] of flat.en) {
      const arabic = flat.ar.get(key)
      if (arabic === undefined || pluralSuffix.test(key)) continue
      expect({ key, used: placeholdersOf(arabic).toSorted() }).toEqual({
        key,
        used: placeholdersOf(english).toSorted(),
      })
    }
    for (const key of plurals('en')) {
      const wanted = placeholdersOf(flat.en.get(`${key}_other`) ?? '').toSorted()
      for (const category of ['few', 'many', 'other']) {
        const text = flat.ar.get(`${key}_${category}`) ?? ''
        expect({ key, category, used: placeholdersOf(text).toSorted() }).toEqual({ key, category, used: wanted })
      }
    }
  })

  it('leave no text empty, and write Arabic in Arabic', () => {
    const latinOnly = new Set(['newest.meta', 'rates.flat', 'rates.enriched'])
    for (const [key, text] of flat.ar) {
      expect({ key, text }).not.toEqual({ key, text: '' })
      const isName = latinOnly.has(key) || text === flat.en.get(key)
      if (!isName)
        expect({ key, hasArabic: /\p{Script=Arabic}/u.test(text) || /^\W*(\{\{\w+\}\}\W*)+$/u.test(text) }).toEqual({
          key,
          hasArabic: true,
        })
    }
  })
})
