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
    // By own keys alone: "__proto__" is a key like any other in JSON.
    const own = new Map(Object.entries(previous))
    const shared = Object.entries(next).map(([key, value]) => [key, shareStructure(own.get(key), value)] as const)
    const same =
      shared.length === own.size && shared.every(([key, value]) => own.has(key) && Object.is(value, own.get(key)))
    return same ? previous : Object.fromEntries(shared)
  }
  return next
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
