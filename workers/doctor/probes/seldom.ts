/**
 * Reads something of an object anew only when the latest reading is so old; what failed is not kept.
 * @param now milliseconds of a clock that does not go back
 */
export function seldom<T>(
  everyMs: number,
  now: () => number = () => performance.now(),
): (of: object, read: () => Promise<T>) => Promise<T> {
  const latest = new WeakMap<object, { readonly at: number; readonly value: T }>()
  return async (of, read) => {
    const kept = latest.get(of)
    const at = now()
    if (kept !== undefined && at - kept.at < everyMs) return kept.value
    const value = await read()
    latest.set(of, { at, value })
    return value
  }
}
