/**
 * `next`, with every part that deeply equals the same part of `previous` replaced by it.
 *
 * Snapshots cross the process border as fresh copies; keeping the unchanged parts' identity lets narrow selectors and
 * memoised components skip their work. Plain JSON values only.
 */
export function shareStructure<T>(previous: unknown, next: T): T
export function shareStructure(previous: unknown, next: unknown): unknown {
  if (Object.is(previous, next)) return previous
  if (Array.isArray(previous) && Array.isArray(next)) {
    const shared: unknown[] = next.map((item: unknown, index) => shareStructure(previous[index], item))
    const same = previous.length === shared.length && shared.every((item, index) => Object.is(item, previous[index]))
    return same ? (previous as unknown[]) : shared
  }
  if (isRecord(previous) && isRecord(next)) {
    const keys = Object.keys(next)
    const shared: Record<string, unknown> = {}
    let same = keys.length === Object.keys(previous).length
    for (const key of keys) {
      const value = shareStructure(previous[key], next[key])
      shared[key] = value
      if (!Object.hasOwn(previous, key) || !Object.is(value, previous[key])) same = false
    }
    return same ? previous : shared
  }
  return next
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
