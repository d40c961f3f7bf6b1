/** Instants as text, to whatever precision they were given. */

const shape = /^(-?\d{4,6})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:Z|([+-])(\d{2}):(\d{2}))$/

/**
 * An RFC 3339 instant in UTC. What already ends in `Z` is kept to the letter; an offset is taken off, the fraction of a
 * second kept to its last digit. Null when it is no instant (a month 13, an hour 25…).
 */
export function utcInstant(text: string): string | null {
  const parts = shape.exec(text)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours, offsetMinutes] = parts
  const at = new Date(0)
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const dayOverflowed = at.getUTCMonth() !== Number(month) - 1 || at.getUTCDate() !== Number(day)
  if (dayOverflowed || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  if (sign === undefined) return text
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHours) * 60 + Number(offsetMinutes))
  at.setUTCHours(Number(hour), Number(minute) - offset, Number(second))
  const utc = at.toISOString()
  return `${utc.slice(0, utc.indexOf('.'))}${fraction}Z`
}

const daysBeforeLeap = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/**
 * Whether a text is an instant with a year of four digits that {@link utcInstant} would leave as it is: the usual case, told without
 * an expression or a date.
 */
export function isUtcInstant(text: string): boolean {
  const { length } = text
  if (length < 20 || length > 30 || text.charCodeAt(length - 1) !== 0x5a) return false
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const days = daysBeforeLeap[month - 1] ?? 0
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return (
    year >= 0 &&
    day >= 1 &&
    day <= (leap ? 29 : days) &&
    text.charCodeAt(4) === 0x2d &&
    text.charCodeAt(7) === 0x2d &&
    text.charCodeAt(10) === 0x54 &&
    inDay(twoDigits(text, 11), 23) &&
    text.charCodeAt(13) === 0x3a &&
    inDay(twoDigits(text, 14), 59) &&
    text.charCodeAt(16) === 0x3a &&
    inDay(twoDigits(text, 17), 59) &&
    isFraction(text, 19, length - 1)
  )
}

/** The number that two digits make; far below 0 when they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30
  const ones = text.charCodeAt(at + 1) - 0x30
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1_000_000
}

function inDay(value: number, last: number): boolean {
  return value >= 0 && value <= last
}

/** Nothing, or a point and digits. */
function isFraction(text: string, start: number, end: number): boolean {
  if (start === end) return true
  if (text.charCodeAt(start) !== 0x2e || end === start + 1) return false
  for (let at = start + 1; at < end; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 0x30 || code > 0x39) return false
  }
  return true
}
