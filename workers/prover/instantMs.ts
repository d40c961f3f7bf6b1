/** The last day that was read and its beginning: events of one time share it. */
let day = ''
let dayMs = 0

const shape = /^(-?\d{4,6})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z$/

/**
 * A UTC instant as text (RFC 3339, ending in `Z`) in whole milliseconds since the epoch, cut towards the past; NaN where it is none.
 * Digits beyond the millisecond are dropped, which is the same before 1970: the digits of a fraction count forward in any case.
 */
export function instantMs(text: string): number {
  if (text.length >= 20 && text.charCodeAt(10) === 0x54 && text.charCodeAt(text.length - 1) === 0x5a) {
    const ms = quickMs(text)
    if (!Number.isNaN(ms)) return ms
  }
  const parts = shape.exec(text)
  if (parts === null) return Number.NaN
  const [, year, month, date, hour, minute, second, fraction = ''] = parts
  const at = new Date(0)
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(date))
  at.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)))
  return at.getTime()
}

/** `YYYY-MM-DDTHH:MM:SS[.fff…]Z`, or NaN. */
function quickMs(text: string): number {
  const date = text.slice(0, 10)
  if (date !== day) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return Number.NaN
    day = date
    dayMs = Date.parse(`${date}T00:00:00Z`)
  }
  const hour = two(text, 11)
  const minute = two(text, 14)
  const second = two(text, 17)
  if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return Number.NaN
  let ms = 0
  if (text.charCodeAt(19) === 0x2e) {
    const end = text.length - 1
    for (let index = 0, weight = 100; index < 3; index += 1, weight /= 10) {
      const at = 20 + index
      if (at < end) ms += digit(text, at) * weight
    }
  } else if (text.length !== 20) return Number.NaN
  return dayMs + ((hour * 60 + minute) * 60 + second) * 1_000 + ms
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 0x30
  return value >= 0 && value <= 9 ? value : Number.NaN
}

function two(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1)
}
