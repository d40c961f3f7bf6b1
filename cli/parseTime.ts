const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const relative = /^-(\d+(?:\.\d+)?)([smhd])$/
const withoutZone = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/

/**
 * A point in time as people type it: `2026-11-24T10:00:00Z`, without a zone in UTC, a day (its beginning in UTC), or `-90m` (s, m, h, d) before now.
 * @returns milliseconds since the epoch, or null where it is no time
 */
export function parseTime(text: string, nowMs: number): number | null {
  const given = text.trim()
  if (given === 'now') return nowMs
  const [, amount, unit] = relative.exec(given) ?? []
  if (amount !== undefined && (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd')) {
    return Math.max(0, Math.round(nowMs - Number(amount) * units[unit]))
  }
  if (!/^\d{4}-\d{2}-\d{2}/.test(given)) return null
  const at = Date.parse(withoutZone.test(given) ? `${given.replace(' ', 'T')}Z` : given)
  return Number.isNaN(at) || at < 0 ? null : at
}
