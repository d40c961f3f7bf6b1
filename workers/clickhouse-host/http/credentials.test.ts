import { expect, it } from 'vitest'
import { matches, readCredentials } from './credentials'

const none = new URLSearchParams()
const ch = { user: 'ch', password: 'chpw' }

it.each([
  [{ authorization: `Basic ${Buffer.from('ch:chpw').toString('base64')}` }, none],
  [{ 'x-clickhouse-user': 'ch', 'x-clickhouse-key': 'chpw' }, none],
  [{}, new URLSearchParams({ user: 'ch', password: 'chpw' })],
])('reads %j', (headers, url) => {
  expect(readCredentials(headers, url)).toEqual({ kind: 'given', credentials: ch })
})

it('keeps colons of a password', () => {
  const authorization = `Basic ${Buffer.from('ch:a:b').toString('base64')}`
  expect(readCredentials({ authorization }, none)).toEqual({
    kind: 'given',
    credentials: { user: 'ch', password: 'a:b' },
  })
})

it('takes nobody for default', () => {
  expect(readCredentials({}, none)).toEqual({ kind: 'given', credentials: { user: 'default', password: '' } })
})

it('refuses two ways at once', () => {
  expect(readCredentials({ 'x-clickhouse-user': 'ch' }, new URLSearchParams({ user: 'ch' }))).toEqual({ kind: 'mixed' })
})

it('matches only when both are equal', () => {
  expect(matches(ch, ch)).toBe(true)
  expect(matches({ user: 'ch', password: 'chpw ' }, ch)).toBe(false)
  expect(matches({ user: 'c', password: 'chpw' }, ch)).toBe(false)
})
