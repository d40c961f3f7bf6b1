import { expect, test } from 'vitest'
import { say } from './messages.mjs'
import { terminalLanguage } from './language.mjs'

test('values take their places, in both languages', () => {
  const values = { found: '18.0.0', wanted: '20.19.0' }
  expect(say('node-too-old', values, 'en')).toContain('Node 18.0.0 is too old')
  for (const value of Object.values(values)) expect(say('node-too-old', values, 'ar')).toContain(value)
})

test.each([
  [{}, 'en'],
  [{ LANG: 'ar_SA.UTF-8' }, 'ar'],
  [{ LC_ALL: 'C', LANG: 'ar_SA.UTF-8' }, 'en'],
  [{ LC_ALL: '', LANG: 'ar_SA.UTF-8' }, 'ar'],
  [{ LC_MESSAGES: 'ar', LANG: 'en_US' }, 'ar'],
])('the terminal %j speaks %s', (env, language) => {
  expect(terminalLanguage(env)).toBe(language)
})
