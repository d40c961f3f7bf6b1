import { expect, test } from 'vitest'
import { differenceOf } from './difference'

test('what one has in addition, lacks, or says otherwise', () => {
  const wanted = 'SELECT a, b FROM t WHERE (a > 0) AND (b > 0)'
  expect(differenceOf(`${wanted} AND (at > now())`, wanted)).toEqual({ found: 'AND (at > now())', wanted: '' })
  expect(differenceOf('SELECT a, b FROM t', wanted)).toEqual({ found: '', wanted: 'WHERE (a > 0) AND (b > 0)' })
  expect(differenceOf(wanted.replace('SELECT a,', 'SELECT upper(a),'), wanted)).toEqual({
    found: 'upper(a),',
    wanted: 'a,',
  })
  expect(differenceOf(wanted, wanted)).toEqual({ found: '', wanted: '' })
})

test('a repeated word is not counted on both sides, and a long part is cut', () => {
  expect(differenceOf('a a a', 'a a')).toEqual({ found: 'a', wanted: '' })
  expect(differenceOf('x'.repeat(1_000), 'y')).toEqual({ found: `${'x'.repeat(300)}…`, wanted: 'y' })
})
