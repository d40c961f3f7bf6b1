/** Numbers, units and times for one locale. Everything a person reads comes from Intl: nothing is put together by hand. */

/** A formatted quantity in its pieces, so that a unit can be drawn smaller than its number. In the locale's own order. */
export interface QuantityPart {
  readonly kind: 'number' | 'unit'
  readonly text: string
}

export interface Formats {
  /** The BCP 47 tag in use. */
  readonly locale: string
  /** 1,284,077 */
  readonly count: (value: number) => string
  /** 1.28M: for places where the full number has no room. Below 10,000 it is written out. */
  readonly compact: (value: number) => string
  /** The count by which a noun agrees with `compact(value)`: nobody says “1.28 million” in the plural of its last digits. */
  readonly compactAgreement: (value: number) => number
  /** Always `places` decimal places. */
  readonly decimal: (value: number, places: number) => string
  /** A share as percent: 0.062 → 6%. */
  readonly percent: (share: number) => string
  /** A rate's number (the unit `/s` is a message, see Rate): one decimal below 10, compact from 100,000. */
  readonly rateNumber: (value: number) => string
  /** A measured time in milliseconds, in its natural unit: 58 ms, 1.2 s, 14 min. */
  readonly latency: (ms: number) => string
  readonly latencyParts: (ms: number) => readonly QuantityPart[]
  /** A span in milliseconds by its two largest units: 2h 14m. Whole seconds at least. */
  readonly duration: (ms: number) => string
  /** An elapsed time with tenths, for something that is under way: 3.4 s; from one minute as duration. */
  readonly elapsed: (ms: number) => string
  /** How long ago `at` was, seen from `now` (epoch ms): 14 sec. ago. */
  readonly ago: (at: number, now: number) => string
  /** Local time of day, 21:14:07. */
  readonly clock: (at: number) => string
  /** UTC time of day without seconds, 21:14. */
  readonly minuteUtc: (at: number) => string
  /** A span of UTC minutes, 21:05 – 21:14. */
  readonly minuteRangeUtc: (from: number, to: number) => string
  /** Local date and time. */
  readonly dateTime: (at: number) => string
  /** 412 MB (powers of 1000, as Intl names them). */
  readonly bytes: (value: number) => string
  /** A decimal text with two places: 4,182.40. Formatted as text, so that no binary float comes between. */
  readonly cents: (text: string) => string
  /** +2 / -1: always with its sign. */
  readonly signed: (value: number) => string
  /** Digits only, no grouping: ports, partitions, process ids. */
  readonly plain: (value: number) => string
  readonly list: (items: readonly string[]) => string
}

const writtenOutBelow = 10_000
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** @param locale a BCP 47 tag, with the digits in it (`-u-nu-`) where a person chose them */
export function createFormats(locale: string): Formats {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const twoDecimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const percentFine = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' })
  const plain = new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 0 })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const spans = new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' })
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const minuteUtc = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  // Arabic's short form of a kilobyte is the whole word.
  const byteDisplay = new Intl.Locale(locale).language === 'ar' ? 'narrow' : 'short'
  const units = new Map<string, Intl.NumberFormat>()

  const inUnit = (unit: string, places: number, unitDisplay: 'short' | 'narrow'): Intl.NumberFormat => {
    const key = `${unit} ${places} ${unitDisplay}`
    const known = units.get(key)
    if (known !== undefined) return known
    const made = new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay,
      minimumFractionDigits: places,
      maximumFractionDigits: places,
    })
    units.set(key, made)
    return made
  }

  const latencyIn = (ms: number): { format: Intl.NumberFormat; value: number } => {
    if (ms < second) return { format: inUnit('millisecond', 0, 'short'), value: ms }
    if (ms < 10 * second) return { format: inUnit('second', 2, 'short'), value: ms / second }
    if (ms < minute) return { format: inUnit('second', 1, 'short'), value: ms / second }
    if (ms < hour) return { format: inUnit('minute', 1, 'short'), value: ms / minute }
    return { format: inUnit('hour', 1, 'short'), value: ms / hour }
  }

  const duration = (ms: number): string => {
    const span = Math.max(0, ms)
    const steps: readonly (readonly [string, number])[] = [
      ['day', Math.floor(span / day)],
      ['hour', Math.floor((span % day) / hour)],
      ['minute', Math.floor((span % hour) / minute)],
      ['second', Math.floor((span % minute) / second)],
    ]
    const first = steps.findIndex(([, value]) => value > 0)
    if (first === -1) return inUnit('second', 0, 'narrow').format(0)
    const shown = steps.slice(first, first + 2).filter(([, value]) => value > 0)
    return spans.format(shown.map(([unit, value]) => inUnit(unit, 0, 'narrow').format(value)))
  }

  return {
    locale,
    count: (value) => whole.format(value),
    compact: (value) => (Math.abs(value) < writtenOutBelow ? whole : compact).format(value),
    compactAgreement: (value) => (Math.abs(value) < writtenOutBelow ? value : 100),
    decimal: (value, places) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: places }).format(value),
    percent: (share) => (share > 0 && share < 0.01 ? percentFine : percent).format(share),
    rateNumber: (value) => {
      if (value === 0) return whole.format(0)
      if (value < 10) return oneDecimal.format(value)
      return (value < 100_000 ? whole : compact).format(value)
    },
    latency: (ms) => {
      const { format, value } = latencyIn(ms)
      return format.format(value)
    },
    latencyParts: (ms) => {
      const { format, value } = latencyIn(ms)
      return quantityParts(format.formatToParts(value))
    },
    duration,
    elapsed: (ms) => (ms < minute ? inUnit('second', 1, 'short').format(Math.max(0, ms) / second) : duration(ms)),
    ago: (at, now) => {
      const span = Math.max(0, now - at)
      if (span < minute) return relative.format(-Math.floor(span / second), 'second')
      if (span < hour) return relative.format(-Math.floor(span / minute), 'minute')
      if (span < day) return relative.format(-Math.floor(span / hour), 'hour')
      return relative.format(-Math.floor(span / day), 'day')
    },
    clock: (at) => clock.format(at),
    minuteUtc: (at) => minuteUtc.format(at),
    minuteRangeUtc: (from, to) => minuteUtc.formatRange(from, to),
    dateTime: (at) => dateTime.format(at),
    bytes: (value) => {
      const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']
      const power = Math.min(names.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3))
      const scaled = value / 1000 ** power
      return inUnit(names[power] ?? 'byte', power === 0 || scaled >= 100 ? 0 : 1, byteDisplay).format(scaled)
    },
    cents: (text) => twoDecimals.format(isDecimal(text) ? text : Number(text)),
    signed: (value) => signed.format(value),
    plain: (value) => plain.format(value),
    list: (items) => list.format(items),
  }
}

function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(?:\.\d+)?$/.test(text)
}

const numberKinds = new Set(['integer', 'group', 'decimal', 'fraction', 'minusSign', 'plusSign', 'compact'])

function quantityParts(parts: readonly Intl.NumberFormatPart[]): readonly QuantityPart[] {
  const merged: { kind: QuantityPart['kind']; text: string }[] = []
  for (const part of parts) {
    const kind = numberKinds.has(part.type) ? 'number' : 'unit'
    const last = merged.at(-1)
    if (last?.kind === kind) last.text += part.value
    else merged.push({ kind, text: part.value })
  }
  return merged
}
