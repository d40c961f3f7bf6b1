/** Where two statements in one spelling differ, for people to see. */

export interface Difference {
  /** Empty where the other has something in addition. */
  readonly found: string
  readonly wanted: string
}

const shownLength = 300

/** From the first word in which they differ to the last. */
export function differenceOf(found: string, wanted: string): Difference {
  const [ours, theirs] = [found.split(' '), wanted.split(' ')]
  const most = Math.min(ours.length, theirs.length)
  let before = 0
  while (before < most && ours[before] === theirs[before]) before += 1
  let after = 0
  while (after < most - before && ours.at(-1 - after) === theirs.at(-1 - after)) after += 1
  const part = (words: readonly string[]): string => {
    const text = words.slice(before, words.length - after).join(' ')
    return text.length <= shownLength ? text : `${text.slice(0, shownLength)}…`
  }
  return { found: part(ours), wanted: part(theirs) }
}
