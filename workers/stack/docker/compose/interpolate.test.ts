import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interpolate, InterpolationFailure } from './interpolate'

const lookup =
  (values: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    Object.hasOwn(values, name) ? values[name] : undefined

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/)
/** Text in which nothing is a variable. */
const still = fc.string().filter((text) => !/[${}]/.test(text))

describe('interpolate', () => {
  it.each([
    ['$A', 'a'],
    ['${A}', 'a'],
    ['x${A}y$A.z', 'xaya.z'],
    ['${EMPTY:-default}', 'default'],
    ['${EMPTY-default}', ''],
    ['${NONE:-default}', 'default'],
    ['${NONE-default}', 'default'],
    ['${NONE:--Xms1m -Xmx2m}', '-Xms1m -Xmx2m'],
    ['${A:-default}', 'a'],
    ['${A:+other}', 'other'],
    ['${EMPTY:+other}', ''],
    ['${EMPTY+other}', 'other'],
    ['${NONE+other}', ''],
    ['${A:?needed}', 'a'],
    ['${EMPTY?needed}', ''],
    ['${NONE:-${EMPTY:-${A}}}', 'a'],
    ['${NONE:-a}b}', 'ab}'],
    ['$$A $${A}', '$A ${A}'],
    ['${NONE:-$$5}', '$5'],
    ['${NONE}', ''],
    ['$', '$'],
    ['costs $5, $A$', 'costs $5, a$'],
    ['$$$', '$$'],
  ])('%s → %s', (template, expected) => {
    expect(interpolate(template, lookup({ A: 'a', EMPTY: '' }))).toBe(expected)
  })

  it.each(['${', '${A', '${}', '${1A}', '${A!}', '${A:x}', '${NONE:-${A}'])('refuses %s as malformed', (template) => {
    expect(() => interpolate(template, lookup({ A: 'a' }))).toThrow(/not a variable/)
  })

  it('refuses a needed variable by name, with the file’s own words', () => {
    const attempt = (): string => interpolate('${PASSWORD:?set it in ${WHERE:-.env}}', lookup({ PASSWORD: '' }))
    expect(attempt).toThrow(InterpolationFailure)
    expect(attempt).toThrow('PASSWORD is needed: set it in .env')
  })

  it('tells which variables stood for nothing, and not those with a default or in a part that is not used', () => {
    const unset: string[] = []
    interpolate('$NONE ${ALSO} ${D:-x} ${A:-$UNUSED} ${E+$UNUSED}', lookup({ A: 'a' }), (missing) =>
      unset.push(missing),
    )
    expect(unset).toEqual(['NONE', 'ALSO'])
  })

  it('leaves text without a dollar as it is, and a doubled dollar gives any text back', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(interpolate(text.replaceAll('$', '$$$$'), lookup({}))).toBe(text)
      }),
    )
  })

  it('puts a value in as it is, whatever it holds: a value is no template', () => {
    fc.assert(
      fc.property(name, fc.string(), still, still, (variable, value, before, after) => {
        expect(interpolate(`${before}\${${variable}}${after}`, lookup({ [variable]: value }))).toBe(
          before + value + after,
        )
      }),
    )
  })

  it('takes the default exactly when the variable is unset, with a colon also when empty', () => {
    fc.assert(
      fc.property(name, fc.option(fc.string(), { nil: undefined }), still, (variable, value, fallback) => {
        const values = lookup(value === undefined ? {} : { [variable]: value })
        expect(interpolate(`\${${variable}-${fallback}}`, values)).toBe(value ?? fallback)
        expect(interpolate(`\${${variable}:-${fallback}}`, values)).toBe(
          value === undefined || value === '' ? fallback : value,
        )
        expect(interpolate(`\${${variable}:+${fallback}}`, values)).toBe(
          value === undefined || value === '' ? '' : fallback,
        )
      }),
    )
  })

  it('ends on every text, with a result or an InterpolationFailure', () => {
    const pieces = fc.constantFrom('$', '{', '}', ':', '-', '+', '?', 'A', '_', '1', ' ')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        try {
          expect(typeof interpolate(parts.join(''), lookup({ A: 'a' }))).toBe('string')
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(InterpolationFailure)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
