/** The time that an engine puts before each message of a log, when it is asked to: RFC 3339 with up to nine digits, and a space. */

const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) /
/** The longest one, in bytes. */
export const longestStamp = 36

export interface Stamped {
  /** Nanoseconds since the epoch. */
  readonly at: bigint
  /** Bytes that it takes, with its space. */
  readonly length: number
}

/** @param text the beginning of a message. Null when it does not begin with a time. */
export function readStamp(text: string): Stamped | null {
  const found = stamp.exec(text)
  if (found === null) return null
  const [whole, seconds = '', fraction = '', zone = ''] = found
  const ms = Date.parse(seconds + zone)
  if (!Number.isFinite(ms)) return null
  return { at: BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')), length: whole.length }
}

/** As the engine takes it in `since`: seconds and nanoseconds. */
export function sinceText(at: bigint): string {
  return `${at / 1_000_000_000n}.${String(at % 1_000_000_000n).padStart(9, '0')}`
}

export const milliseconds = (at: bigint): number => Number(at / 1_000_000n)
