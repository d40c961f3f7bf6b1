import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits until `probe` gives a value other than undefined or false, and resolves with it.
 * A probe that throws counts as not yet; the last error is part of the failure.
 * @param everyMs pause between two looks; longer where a look costs a process, as the CLI's status does
 * @param limitMs generous bound: a slow machine must not fail a right program.
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 60_000,
  everyMs = 50,
): Promise<T> {
  const end = Date.now() + limitMs
  let last: unknown
  for (;;) {
    try {
      const value = await probe()
      if (value !== undefined && value !== false) return value
      last = undefined
    } catch (thrown) {
      last = thrown
    }
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms for: ${what}`, { cause: last })
    await delay(everyMs)
  }
}
