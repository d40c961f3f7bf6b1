/** Which faults come in which order: decided by the seed alone. */
import { seededRandom, type Random } from '../../workers/generator/random'
import { faultKinds, type Fault } from './kinds'
import type { VariantName } from './variants'

export interface PlannedRound {
  readonly build: Extract<VariantName, 'plain' | 'instrumented'>
  readonly faults: readonly Fault[]
}

/** So many faults lie in one round: then all stores are compared. */
const faultsInRound = 24

/**
 * Rounds without end. Every kind comes once before any comes again; of a deck, what the product's own build can stand lands on that
 * build, the rest on the one with places for faults.
 */
export function* planRounds(seed: number): Generator<PlannedRound, never> {
  const random = seededRandom(seed)
  for (;;) {
    const deck = shuffled(faultKinds, random)
    for (const build of ['plain', 'instrumented'] as const) {
      const mine = deck.filter(({ needs }) => (needs === 'any') === (build === 'plain'))
      for (let at = 0; at < mine.length; at += faultsInRound) {
        yield { build, faults: mine.slice(at, at + faultsInRound) }
      }
    }
  }
}

/** Fisher and Yates's shuffle. */
function shuffled<T>(values: readonly T[], random: Random): T[] {
  const left = [...values]
  const result: T[] = []
  while (left.length > 0) result.push(...left.splice(Math.floor(random() * left.length), 1))
  return result
}
