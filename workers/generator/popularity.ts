import { normal, type Random } from './random'
import { weightedChoice } from './weightedChoice'

/** Which content the next event is about. */
export interface Popularity {
  /** Lets tastes move on by `seconds`. */
  advance(seconds: number): void
  /** Index of a content, 0 ≤ index < size. */
  pick(): number
  /** The present weights, by index; for tests. */
  weights(): readonly number[]
}

/** Exponent of Zipf's law: the content at rank r is wanted 1 / r^s times as much as the first. */
const zipfExponent = 1.05
/** How far tastes stray: a standard deviation in the logarithm of a weight (0.8: half to double is usual). */
const drift = 0.8
/** How fast: seconds after which a stray has faded to 1/e. Short enough that ranks move while somebody watches. */
const fadeSeconds = 180

/**
 * An audience: Zipf's law over a shuffled order, times a weight for each content that wanders and returns
 * (an Ornstein–Uhlenbeck process in the logarithm), so that ranks move without the skew being lost.
 */
export function createPopularity(size: number, random: Random): Popularity {
  const base = Array.from({ length: size }, (_, rank) => 1 / (rank + 1) ** zipfExponent)
  for (let index = size - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1))
    const kept = base[index] ?? 0
    base[index] = base[other] ?? 0
    base[other] = kept
  }
  const strays = base.map(() => normal(random) * drift)
  const weights = (): number[] => base.map((weight, index) => weight * Math.exp(strays[index] ?? 0))
  let choose = weightedChoice(weights())
  return {
    advance: (seconds) => {
      const kept = Math.exp(-seconds / fadeSeconds)
      const added = drift * Math.sqrt(1 - kept * kept)
      strays.forEach((stray, index) => {
        strays[index] = stray * kept + normal(random) * added
      })
      choose = weightedChoice(weights())
    },
    pick: () => choose(random),
    weights,
  }
}
