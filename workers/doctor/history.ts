/** The course of some figures over the last minutes. */

export interface Trend {
  readonly first: number
  readonly last: number
  readonly least: number
  readonly most: number
}

export interface History<K extends string> {
  /** Null: not known now. @param at milliseconds of one clock, growing */
  add(at: number, values: readonly (readonly [K, number | null])[]): void
  /** Null unless the figure is known now and was known near the beginning of the span. */
  trend(key: K, ms: number): Trend | null
}

/** How far into the span its first point may lie, as a share of it. */
const slack = 0.25

export function createHistory<K extends string>(keptMs: number): History<K> {
  const courses = new Map<K, { at: number; value: number }[]>()
  let latest = 0
  return {
    add: (at, values) => {
      latest = at
      for (const [key, value] of values) {
        const course = courses.get(key) ?? []
        // A gap ends a course: what was before it says nothing of what is now.
        if (value === null) course.length = 0
        else course.push({ at, value })
        while ((course[0]?.at ?? at) < at - keptMs) course.shift()
        courses.set(key, course)
      }
    },
    trend: (key, ms) => {
      const course = courses.get(key) ?? []
      // From the newest back: rules ask for seconds of the minutes that are kept, many times a second.
      let begin = course.length
      while ((course[begin - 1]?.at ?? Number.NEGATIVE_INFINITY) >= latest - ms) begin -= 1
      const points = course.slice(begin)
      const [first, last] = [points[0], points.at(-1)]
      if (first === undefined || last === undefined || latest - first.at < ms * (1 - slack)) return null
      const values = points.map(({ value }) => value)
      return { first: first.value, last: last.value, least: Math.min(...values), most: Math.max(...values) }
    },
  }
}
