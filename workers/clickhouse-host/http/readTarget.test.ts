import { expect, it } from 'vitest'
import { readTarget } from './readTarget'

it('reads path and parameters', () => {
  const target = readTarget('/?query=SELECT+%D8%B9&x=%2B')
  expect(target?.path).toBe('/')
  expect(target?.query.get('query')).toBe('SELECT ع')
  expect(target?.query.get('x')).toBe('+')
})

it.each(['/?query=%', '/?query=%D8', '/?query=%FF%FE', '/%zz', '*', 'http://evil.example/', ''])(
  'refuses %j',
  (target) => expect(readTarget(target)).toBeNull(),
)
