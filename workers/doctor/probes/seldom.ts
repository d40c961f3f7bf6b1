/**
 * Reads something of an object anew only when the latest reading is so old; what failed is not kept.
 * @param now milliseconds of a clock that does not go back
 */
export function seldom<T>(
  everyMs: number,
  now: () => number = () => performance.now(),
): (of: object, read: () => Promise<T>) => Promise<T> {
  const ask = keeping<number, T>()
  return (of, read) => ask(of, now(), (at, current) => current - at < everyMs, read)
}

/**
 * Reads something of an object anew only when it has another mark than at the latest reading; what failed is not kept.
 * A null mark tells nothing: it is read.
 */
export function whenMarked<T>(): (of: object, mark: string | null, read: () => Promise<T>) => Promise<T> {
  const ask = keeping<string | null, T>()
  return (of, mark, read) => ask(of, mark, (kept, current) => current !== null && kept === current, read)
}

function keeping<M, T>() {
  const latest = new WeakMap<object, { readonly mark: M; readonly value: T }>()
  return async (of: object, mark: M, isGood: (kept: M, current: M) => boolean, read: () => Promise<T>): Promise<T> => {
    const kept = latest.get(of)
    if (kept !== undefined && isGood(kept.mark, mark)) return kept.value
    const value = await read()
    latest.set(of, { mark, value })
    return value
  }
}
