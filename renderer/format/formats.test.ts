import { describe, expect, it } from 'vitest'
import { resolveLocale } from '../i18n/locale'
import { createFormats } from './formats'

const en = createFormats(resolveLocale('en', 'auto', ['en-US']).tag)
const ar = createFormats(resolveLocale('ar', 'latn', ['ar']).tag)
const arDigits = createFormats(resolveLocale('ar', 'arab', ['ar']).tag)

describe('createFormats', () => {
  it('groups, compacts and agrees', () => {
    expect(en.count(1_284_077)).toBe('1,284,077')
    expect(en.compact(1_284_077)).toBe('1.28M')
    expect(en.compact(9999)).toBe('9,999')
    expect(ar.compact(1_284_077)).toBe('1.28\u00a0مليون')
    expect(arDigits.count(1_284_077)).toBe('١٬٢٨٤٬٠٧٧')
    // 77 would ask for «حدثًا»; a compacted million asks for «حدث».
    expect(new Intl.PluralRules('ar').select(ar.compactAgreement(1_284_077))).toBe('other')
    expect(ar.compactAgreement(3)).toBe(3)
  })

  it('gives a measured time its natural unit', () => {
    expect(en.latency(58.4)).toBe('58 ms')
    expect(en.latency(1234)).toBe('1.23 sec')
    expect(en.latency(14_100)).toBe('14.1 sec')
    expect(ar.latency(58)).toBe('58 ملي ث')
    expect(arDigits.latency(14_100)).toBe('١٤٫١ ث')
  })

  it('takes number and unit apart in the locale’s own order', () => {
    expect(en.latencyParts(58)).toEqual([
      { kind: 'number', text: '58' },
      { kind: 'unit', text: ' ms' },
    ])
    expect(
      ar
        .latencyParts(14_100)
        .map((part) => part.text)
        .join(''),
    ).toBe(ar.latency(14_100))
  })

  it('writes spans by their two largest units and leaves out what is zero', () => {
    expect(en.duration(8_070_000)).toBe('2h 14m')
    expect(en.duration(3_600_000)).toBe('1h')
    expect(en.duration(0)).toBe('0s')
    expect(en.duration(-5)).toBe('0s')
    expect(ar.duration(8_070_000)).toBe('2 س و14 د')
  })

  it('tells how long ago, never in the future', () => {
    const now = 1_000_000_000
    expect(en.ago(now - 14_000, now)).toBe('14 sec. ago')
    expect(en.ago(now + 5000, now)).toBe('0 sec. ago')
    expect(ar.ago(now - 120_000, now)).toBe('قبل دقيقتين')
    expect(ar.ago(now - 3 * 3_600_000, now)).toBe('قبل 3 ساعات')
  })

  it('keeps cents exact and signs visible', () => {
    expect(en.cents('4182.40')).toBe('4,182.40')
    expect(en.cents('90071992547409.91')).toBe('90,071,992,547,409.91')
    expect(arDigits.cents('4182.40')).toBe('٤٬١٨٢٫٤٠')
    expect(en.signed(2)).toBe('+2')
    expect(en.signed(0)).toBe('0')
  })

  it('writes shares, also very small ones', () => {
    expect(en.percent(0.062)).toBe('6%')
    expect(en.percent(0.004)).toBe('0.4%')
    expect(en.percent(2.82)).toBe('282%')
    expect(arDigits.percent(0.06)).toContain('٦')
  })

  it('names bytes by powers of a thousand', () => {
    expect(en.bytes(0)).toBe('0 byte')
    expect(en.bytes(56_000)).toBe('56.0 kB')
    expect(en.bytes(412_000_000)).toBe('412 MB')
    expect(ar.bytes(56_000)).toBe('56.0 ك.ب')
  })

  it('writes rates by size', () => {
    expect([0, 0.1, 201.4, 5123, 123_456].map(en.rateNumber)).toEqual(['0', '0.1', '201', '5,123', '123K'])
  })

  it('reads UTC minutes whatever the machine’s zone', () => {
    const at = Date.UTC(2026, 10, 23, 21, 5)
    expect(en.minuteUtc(at)).toBe('21:05')
    expect(en.minuteRangeUtc(at, at + 9 * 60_000)).toMatch(/^21:05\s–\s21:14$/u)
  })
})
