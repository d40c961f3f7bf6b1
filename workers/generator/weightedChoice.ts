import type { Random } from './random'

/**
 * Draws indexes in proportion to their weights, by binary search over running sums.
 * @param weights at least one, none negative, not all zero
 */
export function weightedChoice(weights: readonly number[]): (random: Random) => number {
  const sums = new Float64Array(weights.length)
  let total = 0
  weights.forEach((weight, index) => {
    total += weight
    sums[index] = total
  })
  if (!(total > 0)) throw new RangeError('weights must have a positive sum')
  return (random) => {
    const wanted = random() * total
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sums[middle] ?? total) > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}
