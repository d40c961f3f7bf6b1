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
