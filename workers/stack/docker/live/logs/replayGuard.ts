/**
 * Where to go on in a container's log after a break, without losing or doubling a line.
 *
 * An engine is asked for what it wrote since a moment, and two lines can bear the same one. Lines of the two streams can
 * also lie in the log out of order by a little. So it is asked for somewhat more than is missing, and the lines that
 * were handed on already are left out by comparing them, one by one, in the order of the log.
 */
import type { ContainerLine } from './lineAssembler'

/** How far before the newest line it is asked from, in nanoseconds: more than two streams' lines are ever out of order. */
const overlap = 20_000_000n
/** Lines kept for comparing. */
const mostKept = 4_096

export interface ReplayGuard {
  /** From when the log is to be read again, in nanoseconds since the epoch; null while no line was seen. */
  since(): bigint | null
  /** The log is being read again from {@link since}. */
  begin(): void
  /** Those of the lines that are new. */
  fresh(lines: readonly ContainerLine[]): ContainerLine[]
  /** What was handed on. @param oldestPending see LineAssembler. */
  seen(lines: readonly ContainerLine[], oldestPending: bigint | null): void
}

export function createReplayGuard(): ReplayGuard {
  /** The last lines handed on, in the order of the log. */
  let kept: ContainerLine[] = []
  let newest = 0n
  let from: bigint | null = null
  /** What may come once more, in its order. */
  let expected: ContainerLine[] = []

  return {
    since: () => from,
    begin() {
      expected = [...kept]
    },
    fresh(lines) {
      if (expected.length === 0) return [...lines]
      return lines.filter((line) => {
        // Engines that look at the time of each line leave out those before `since` in between.
        const found = expected.findIndex((one) => isSame(one, line))
        if (found === -1) {
          if (line.at > newest) expected = []
          return true
        }
        expected = expected.slice(found + 1)
        return false
      })
    },
    seen(lines, oldestPending) {
      kept.push(...lines)
      for (const { at } of lines) if (at > newest) newest = at
      if (kept.length === 0) return
      const wanted = newest - overlap
      const lowest = oldestPending !== null && oldestPending < wanted ? oldestPending : wanted
      kept = kept.slice(
        Math.max(
          0,
          kept.findIndex(({ at }) => at >= lowest),
        ),
      )
      // More than can be compared: then from the first that can.
      if (kept.length > mostKept) kept = kept.slice(-mostKept)
      from = kept.length === mostKept ? (kept[0]?.at ?? lowest) : lowest
    },
  }
}

const isSame = (one: ContainerLine, other: ContainerLine): boolean =>
  one.at === other.at && one.stream === other.stream && one.text === other.text
