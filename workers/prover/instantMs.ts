/** The last day that was read, as a number YYYYMMDD, and its beginning: events of one time share it. */
let day = 0
let dayMs = 0

const shape = /^(-?\d{4,6})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z$/

/**
 * A UTC instant as text (RFC 3339, ending in `Z`) in whole milliseconds since the epoch, cut towards the past; NaN where it is none.
 * Digits beyond the millisecond are dropped, which is the same before 1970: the digits of a fraction count forward in any case.
 */
export function instantMs(text: string): number {
  const parts = shape.exec(text)
  if (parts === null) return Number.NaN
  const [, year, month, date, hour, minute, second, fraction = ''] = parts
  const at = new Date(0)
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(date))
  at.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)))
  return at.getTime()
}

/** The same of the usual form `YYYY-MM-DDTHH:MM:SS[.fff…]Z` between two places of some bytes; NaN for any other. */
export function usualInstantMs(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 20 || bytes[from + 4] !== dash || bytes[from + 7] !== dash || bytes[from + 10] !== letterT) return NaN
  if (bytes[from + 13] !== colon || bytes[from + 16] !== colon || bytes[to - 1] !== letterZ) return NaN
  const month = two(bytes, from + 5)
  const date = two(bytes, from + 8)
  const key = ((two(bytes, from) * 100 + two(bytes, from + 2)) * 100 + month) * 100 + date
  if (key !== day) {
    // A key that is no number equals nothing.
    if (Number.isNaN(key) || month < 1 || month > 12 || date < 1 || date > 31) return NaN
    day = key
    dayMs = Date.parse(`${String(Math.floor(key / 10_000)).padStart(4, '0')}-${tens(month)}-${tens(date)}T00:00:00Z`)
  }
  let ms = 0
  if (to - from > 20) {
    if (bytes[from + 19] !== dot) return NaN
    for (let at = from + 20, weight = 100; at < to - 1; at += 1, weight = Math.floor(weight / 10))
      ms += digit(bytes, at) * weight
  }
  return dayMs + ((two(bytes, from + 11) * 60 + two(bytes, from + 14)) * 60 + two(bytes, from + 17)) * 1_000 + ms
}

const dash = 0x2d
const dot = 0x2e
const colon = 0x3a
const letterT = 0x54
const letterZ = 0x5a
const tens = (value: number): string => String(value).padStart(2, '0')

function digit(bytes: Uint8Array, at: number): number {
  const value = (bytes[at] ?? 0) - 0x30
  return value >= 0 && value <= 9 ? value : NaN
}

function two(bytes: Uint8Array, at: number): number {
  return digit(bytes, at) * 10 + digit(bytes, at + 1)
}
