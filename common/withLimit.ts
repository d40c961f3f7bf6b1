/**
 * Runs something with a signal that aborts with the given one, or when the time is up.
 *
 * Not `AbortSignal.any([signal, AbortSignal.timeout(ms)])`: on Node 20 the timeout's signal is held weakly there, and
 * once it has been collected it never fires.
 * @param limitMs milliseconds; when they are over the signal's reason is a `TimeoutError`.
 */
export async function withLimit<T>(
  signal: AbortSignal,
  limitMs: number,
  run: (limited: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const limited = new AbortController()
  const follow = (): void => limited.abort(signal.reason)
  signal.addEventListener('abort', follow, { once: true })
  const timer = setTimeout(() => limited.abort(new DOMException(`not within ${limitMs} ms`, 'TimeoutError')), limitMs)
  try {
    return await run(limited.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', follow)
  }
}
