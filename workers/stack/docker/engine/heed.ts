/** Runs work that a signal may cut short: what it throws then is the signal's reason, whatever the broken request was. */
export async function heed<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  try {
    return await work()
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown
  }
}
