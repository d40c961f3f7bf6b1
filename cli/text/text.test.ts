import { expect, test } from 'vitest'
import ar from './ar.json'
import en from './en.json'
import { failureText } from './failureText'
import { terminalLanguage, textIn } from './text'

test('both languages say the same things with the same values', () => {
  expect(Object.keys(ar)).toEqual(Object.keys(en))
  const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()
  const arabic = new Map(Object.entries(ar))
  for (const [key, text] of Object.entries(en)) expect(values(arabic.get(key) ?? ''), key).toEqual(values(text))
})

test('values are filled in', () => {
  expect(textIn('en')('up.ready', { seconds: '7.1' })).toBe('Ready after 7.1 s.')
})

test('the language follows setlocale(3)', () => {
  expect(terminalLanguage({ LANG: 'ar_EG.UTF-8' })).toBe('ar')
  expect(terminalLanguage({ LANG: 'ar_EG.UTF-8', LC_ALL: 'en_US.UTF-8' })).toBe('en')
  expect(terminalLanguage({ LANG: 'en_US', LC_ALL: '', LC_MESSAGES: 'ar' })).toBe('ar')
  expect(terminalLanguage({})).toBe('en')
})

test('a failure is a sentence and a remedy; its cause only when asked for', () => {
  const failure = { code: 'data_in_use', details: { pid: 7, dataDir: '/d' }, cause: 'stack trace' } as const
  expect(failureText(failure, 'en', false).split('\n')).toEqual([
    'Error: The data folder /d is already used by another Marsad (process 7).',
    expect.stringContaining('What to do: '),
  ])
  expect(failureText(failure, 'en', true)).toContain('Details: stack trace')
})
