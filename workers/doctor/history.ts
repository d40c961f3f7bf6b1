/** The course of some figures over the last minutes, of what was read and when. */

export interface Trend {
  readonly first: number
  readonly last: number
  readonly least: number
  readonly most: number
}

/** What was read of a figure. */
export interface Figure {
  readonly value: number
  /** When it was read, in milliseconds of the clock of {@link History.add}: its services are not read all at once. */
  readonly at: number
}

export interface History<K extends string> {
  /** Null: not known now. @param now milliseconds of one clock, growing */
  add(now: number, figures: readonly (readonly [K, Figure | null])[]): void
  /** Null unless the figure is known now, was known near the beginning of the span, and was read often enough to tell of what lies between. */
  trend(key: K, ms: number): Trend | null
  /** As much of it as is known, be that from a moment ago; null where nothing is. For what is told when it happens, not when it has lasted. */
  recent(key: K, ms: number): Trend | null
}

/** How far into the span its first point may lie, as a share of it. */
const slack = 0.25
/** As a share of the span: how much of it must lie between the first reading and the last. A figure that is not read again has not stood still. */
const proven = 0.6

export function createHistory<K extends string>(keptMs: number): History<K> {
  const courses = new Map<K, Figure[]>()
  let latest = 0
  /** From the value that held when the span began. */
  const within = (key: K, ms: number): readonly Figure[] => {
    const course = courses.get(key) ?? []
    // From the newest back: rules ask for seconds of the minutes that are kept, many times a second.
    let begin = course.length - 1
    while (begin > 0 && (course[begin]?.at ?? 0) > latest - ms) begin -= 1
    return course.slice(Math.max(begin, 0))
  }
  return {
    add: (now, figures) => {
      latest = now
      for (const [key, figure] of figures) {
        const course = courses.get(key) ?? []
        const before = course.at(-1)
        // A gap ends a course: what was before it says nothing of what is now. A clock that was set back is one.
        if (figure === null || (before !== undefined && figure.at < before.at)) course.length = 0
        if (figure !== null && figure.at !== before?.at) course.push(figure)
        // The one before is what held when the time that is kept begins.
        while ((course[1]?.at ?? now) <= now - keptMs) course.shift()
        courses.set(key, course)
      }
    },
    trend: (key, ms) => {
      const points = within(key, ms)
      const [first, last] = [points[0], points.at(-1)]
      if (first === undefined || last === undefined) return null
      const isWhole = first.at - (latest - ms) <= ms * slack && last.at - first.at >= ms * proven
      return isWhole ? trendOf(points) : null
    },
    recent: (key, ms) => trendOf(within(key, ms)),
  }
}

function trendOf(points: readonly Figure[]): Trend | null {
  const values = points.map(({ value }) => value)
  const [first, last] = [values[0], values.at(-1)]
  if (first === undefined || last === undefined) return null
  return { first, last, least: Math.min(...values), most: Math.max(...values) }
}
