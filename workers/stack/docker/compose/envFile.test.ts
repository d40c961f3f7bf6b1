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
})
