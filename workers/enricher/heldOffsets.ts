/**
 * Which events of a partition are still held, as text that is stored with the committed offset, in the same transaction.
 * Whoever takes the partition next reads them again and holds or corrects them: docs/decisions/0011-held-events-survive.md.
 *
 * Text: `held1:` and items separated by `,`. An item is a run of offsets: the gap to the end of the run before (from 0 for the first), and
 * `+n` when it has n more offsets than one; all numbers in base 36.
 */

export interface OffsetRun {
  readonly first: number
  readonly last: number
}

const mark = 'held1:'

/** Kafka keeps at most 4096 bytes with an offset (offset.metadata.max.bytes). */
const metadataLimit = 4_000

/**
 * @param offsets growing.
 * @returns '' when nothing is held. Runs that lie near each other are joined when the text would be too long: it then
 * names events that are not held. Correcting those once more repeats what is known and changes nothing (docs/pipeline.md, `correction`).
 */
export function writeHeldOffsets(offsets: Iterable<number>, limit = metadataLimit): string {
  let runs = joinRuns(
    [...offsets].map((offset) => ({ first: offset, last: offset })),
    1,
  )
  if (runs.length === 0) return ''
  let text = writeRuns(runs)
  for (let gap = 2; text.length > limit; gap *= 2) {
    runs = joinRuns(runs, gap)
    text = writeRuns(runs)
  }
  return text
}

/** @returns the runs, growing; none for text that is not of this form (an operator may have set the offset by hand). */
export function readHeldOffsets(text: string | null): OffsetRun[] {
  if (text?.startsWith(mark) !== true) return []
  const runs: OffsetRun[] = []
  let end = 0
  for (const item of text.slice(mark.length).split(',')) {
    const found = /^([0-9a-z]+)(?:\+([0-9a-z]+))?$/.exec(item)
    if (found === null) return []
    const first = end + parseInt(found[1] ?? '', 36)
    const last = first + (found[2] === undefined ? 0 : parseInt(found[2], 36))
    runs.push({ first, last })
    end = last
  }
  return runs
}

function joinRuns(runs: readonly OffsetRun[], gap: number): OffsetRun[] {
  const joined: OffsetRun[] = []
  for (const run of runs) {
    const before = joined.at(-1)
    if (before !== undefined && run.first - before.last <= gap)
      joined[joined.length - 1] = { first: before.first, last: run.last }
    else joined.push(run)
  }
  return joined
}

function writeRuns(runs: readonly OffsetRun[]): string {
  let end = 0
  const items = runs.map(({ first, last }) => {
    const gap = (first - end).toString(36)
    end = last
    return last === first ? gap : `${gap}+${(last - first).toString(36)}`
  })
  return mark + items.join(',')
}
