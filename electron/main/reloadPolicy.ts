/** How often a page that crashed is loaded again: with a growing delay, and not without end. */

const windowMs = 120_000
const budget = 4
const firstDelayMs = 250

/**
 * @param crashes times of the crashes so far in milliseconds, this one last
 * @returns milliseconds to wait before loading again; null: give up
 */
export function reloadDelay(crashes: readonly number[]): number | null {
  const now = crashes.at(-1) ?? 0
  const recent = crashes.filter((at) => now - at < windowMs).length
  return recent > budget ? null : firstDelayMs * 4 ** (recent - 1)
}
