import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MarsadError, toFailure } from '../../../../contract/errors'
import { parseEnvFile } from './envFile'

const read = (text: string, outer: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(parseEnvFile(text, '/p/.env', (name) => outer[name]))

describe('parseEnvFile', () => {
  it('reads plain, quoted and exported values, and leaves comments out', () => {
    const text = [
      '# a comment',
      '',
      'PLAIN=some text  # why',
      'HASH=a#b',
      'export EXPORTED=yes',
      "SINGLE='as $IT is # here'",
      String.raw`DOUBLE="a\n\"b\" $PLAIN \$PLAIN"   # why`,
      'EMPTY=',
      'ALSO_EMPTY= # nothing',
      "LINES='one",
      "two'",
      'LAST=${EMPTY:-none}',
    ].join('\r\n')
    expect(read(text)).toEqual({
      PLAIN: 'some text',
      HASH: 'a#b',
      EXPORTED: 'yes',
      SINGLE: 'as $IT is # here',
      DOUBLE: 'a\n"b" some text $PLAIN',
      EMPTY: '',
      ALSO_EMPTY: '',
      LINES: 'one\ntwo',
      LAST: 'none',
    })
  })

  it('lets the environment win when values are filled in', () => {
    expect(read('A=file\nB=$A', { A: 'shell' })).toEqual({ A: 'file', B: 'shell' })
  })

  it.each([
    ['A=1\nnonsense\n', 2, 'compose_syntax'],
    ['A=1\n\nB="open\nC=2', 3, 'compose_syntax'],
    ["A='x' y", 1, 'compose_syntax'],
    [`A=x\n${'B=2 # c\n\n'.repeat(3)}nonsense`, 8, 'compose_syntax'],
    ['A=1\nB=${C:?needed}', 2, 'compose_variable'],
    ['\n\nB=${', 3, 'compose_value'],
  ])('names the line of what is wrong in %j', (text, line, code) => {
    const attempt = (): unknown => read(text)
    expect(attempt).toThrow(MarsadError)
    try {
      attempt()
    } catch (thrown) {
      expect(toFailure(thrown)).toMatchObject({ code, details: { file: '/p/.env', line } })
    }
  })

  it('reads 100,000 lines in one pass', () => {
    const began = process.cpuUsage()
    const lines = Array.from({ length: 100_000 }, (_, n) => `A${n}=${n}`)
    expect(read(lines.join('\n'))).toMatchObject({ A0: '0', A99999: '99999' })
    // Each line counted from the first one took minutes.
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(1_000)
  })

  it.each([
    ['variables within variables', bomb(30)],
    ['defaults within defaults', `A=${'${B:-'.repeat(50_000)}${'}'.repeat(50_000)}`],
    ['defaults that never close', `A=${'${B:-'.repeat(100_000)}`],
    ['a line of many comment signs', `A=x ${'# '.repeat(200_000)}\u2028\n?`],
    ['spaces without end', `A${' '.repeat(500_000)}`],
    ['quotes without end', `A="${'\\"'.repeat(400_000)}`],
  ])('refuses %s at once', (_, text) => {
    const began = process.cpuUsage()
    expect(() => read(text)).toThrow(MarsadError)
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(1_000)
  })

  it('reads any text or refuses it in words', () => {
    const word = fc.constantFrom(
      'A',
      '=',
      '\n',
      '"',
      "'",
      '$',
      '${',
      '}',
      ':-',
      ':?',
      '#',
      ' ',
      '\\',
      'export ',
      '\r\n',
      'é',
      '\0',
    )
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
    )
    fc.assert(
      fc.property(text, (any) => {
        try {
          read(any)
        } catch (thrown) {
          expect(toFailure(thrown).code).toMatch(/^compose_/)
        }
      }),
      { numRuns: 500 },
    )
  })
})

/** Each variable holds the one before it twice. */
function bomb(levels: number): string {
  return ['A0=lol', ...Array.from({ length: levels }, (_, n) => `A${n + 1}=$A${n}$A${n}`)].join('\n')
}
