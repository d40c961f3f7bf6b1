import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { budgetWindowMs, nextRestart, restartBudget } from './restartBudget'

describe('nextRestart', () => {
  it('doubles the delay and gives up after the budget', () => {
    let history: readonly number[] = []
    const delays: number[] = []
    for (let now = 0; now < 10_000; now += 1_000) {
      const next = nextRestart(history, now)
      if (next.kind === 'exhausted') {
        expect(next.restarts).toBe(restartBudget)
        break
      }
      history = next.history
      delays.push(next.delayMs)
    }
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000])
  })

  it('forgets what lies behind the window', () => {
    expect(nextRestart([0, 1, 2, 3, 4], budgetWindowMs + 5)).toEqual({
      kind: 'retry',
      delayMs: 500,
      history: [budgetWindowMs + 5],
    })
  })

  it('never allows more than the budget in any window', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 60 }), (gaps) => {
        let history: readonly number[] = []
        let now = 0
        const restarts: number[] = []
        for (const gap of gaps) {
          now += gap
          const next = nextRestart(history, now)
          if (next.kind === 'exhausted') continue
          history = next.history
          restarts.push(now)
        }
        for (const at of restarts) {
          expect(restarts.filter((other) => other >= at && other - at < budgetWindowMs).length).toBeLessThanOrEqual(
            restartBudget,
          )
        }
      }),
    )
  })
})
