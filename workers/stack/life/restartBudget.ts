/** How often a service may be started again before a person is asked. */

/** Restarts allowed within {@link budgetWindowMs}. */
export const restartBudget = 5
export const budgetWindowMs = 120_000
const firstDelayMs = 500

export type Restart =
  | {
      readonly kind: 'retry'
      /** 0.5 s, 1 s, 2 s, 4 s, 8 s: doubled with each restart that is still within the window. */
      readonly delayMs: number
      /** To be handed in at the next exit. */
      readonly history: readonly number[]
    }
  | { readonly kind: 'exhausted'; readonly restarts: number }

/** Those within {@link budgetWindowMs}. */
export const recentOf = (history: readonly number[], now: number): readonly number[] =>
  history.filter((at) => now - at < budgetWindowMs)

/**
 * What to do about an exit.
 * @param history when the earlier restarts were, in milliseconds of any one clock.
 * @param now of the same clock.
 */
export function nextRestart(history: readonly number[], now: number): Restart {
  const recent = recentOf(history, now)
  if (recent.length >= restartBudget) return { kind: 'exhausted', restarts: recent.length }
  return { kind: 'retry', delayMs: firstDelayMs * 2 ** recent.length, history: [...recent, now] }
}
