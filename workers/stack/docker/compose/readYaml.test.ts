import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toFailure, type Failure } from '../../../../contract/errors'
import { readYaml } from './readYaml'

const none = (): undefined => undefined
const failureOf = (text: string): Failure | null => {
  try {
    readYaml(text, '/p/docker-compose.yml', none)
    return null
  } catch (thrown) {
    return toFailure(thrown)
  }
}
/** Each level holds the one before it nine times. */
const aliasBomb = (levels: number): string =>
  [
    'x-a0: &a0 [1]',
    ...Array.from({ length: levels }, (_, n) => `x-a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`),
  ].join('\n')
/** A file as large as one may be. */
const full = (part: string): string => part.repeat(Math.floor((1024 * 1024) / part.length))

describe('readYaml', () => {
  it('gives an alias the last node before it that bears its name', () => {
    const { root } = readYaml('a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: {<<: {f: 3}}', '/p', none)
    const values =
      root.kind === 'map' ? [...root.entries].map(([key, { node }]) => [key, node.kind === 'scalar' && node.value]) : []
    expect(values).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 2],
      ['d', 2],
      ['e', false],
    ])
  })

  it.each([
    ['an alias that holds itself', 'a: 1\nx-a: &a [*a]', 'compose_alias', 2],
    ['aliases that hold each other', 'x-a: &a\n  b: &b\n    c: *a\n    d: *b', 'compose_alias', 3],
    ['aliases within aliases', aliasBomb(9), 'compose_size', 5],
    ['one alias used 10,000 times', `a: &a 1\nb:\n${'  - *a\n'.repeat(10_000)}`, 'compose_size', 5_001],
    ['an alias of nothing', 'a: *b', 'compose_syntax', 1],
    ['too many levels', `a: ${'['.repeat(200)}${']'.repeat(200)}`, 'compose_syntax', 1],
  ])('refuses %s, with its line', (_, text, code, line) => {
    expect(failureOf(text)).toMatchObject({ code, details: { file: '/p/docker-compose.yml', line } })
  })

  it.each([
    ['levels in blocks', Array.from({ length: 1_400 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'), 'compose_syntax'],
    ['levels of both kinds', Array.from({ length: 90 }, (_, n) => `${' '.repeat(2 * n)}- - - - a:`).join('\n'), null],
    ['explicit keys', full('? '), 'compose_syntax'],
    ['values of explicit keys', full(': '), 'compose_syntax'],
    ['values, in one line', full('a, '), null],
    ['pairs in one line', full('a: '), 'compose_syntax'],
    ['values', full('- a\n'), 'compose_size'],
    ['keys', full('? a\n'), 'compose_size'],
    ['levels', full('['), 'compose_syntax'],
    ['maps', full('{'), 'compose_syntax'],
    ['maps with keys', full('{a: '), 'compose_syntax'],
    ['levels, fewer', '['.repeat(20_000), 'compose_syntax'],
    ['dashes', '- '.repeat(20_000), 'compose_syntax'],
    ['anchors', full('&a '), 'compose_size'],
    ['different keys', Array.from({ length: 20_000 }, (_, n) => `k${n}: 1`).join('\n'), 'compose_size'],
    ['bytes of nothing', full('\0'), null],
    ['one text', `a: ${full('b').slice(10)}`, null],
    ['variables', `a: ${'${A:-'.repeat(100_000)}`, 'compose_value'],
  ])('takes a file of many %s within a second', (_, text, code) => {
    const began = process.cpuUsage()
    const failure = failureOf(text)
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(1_000)
    if (code !== null) expect(failure?.code).toBe(code)
  })

  it('takes little memory for any of them', { timeout: 20_000 }, () => {
    for (const text of [aliasBomb(9), full('- a\n'), full('['), full('? a\n'), full('a: 1\n'), full('{a: b}, ')]) {
      const before = process.memoryUsage.rss()
      failureOf(text)
      expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024)
    }
  })

  it('reads any text or refuses it in words', () => {
    const word = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '- ',
      '  ',
      '&a ',
      '*a',
      '[',
      ']',
      '{',
      '}',
      ',',
      '<<',
      '"',
      '|',
      '$',
      '${a',
      '#',
      '!!x',
      '? ',
      '---',
      '\0',
    )
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
    )
    fc.assert(
      fc.property(text, (any) => {
        const failure = failureOf(any)
        if (failure !== null) expect(failure.code).toMatch(/^compose_/)
      }),
      { numRuns: 1_000 },
    )
  })
})
