import { makeEvent, createUsers, type Content, type NewEvent } from './makeEvent'
import { createPopularity, type Popularity } from './popularity'
import type { Random } from './random'

/** Who does what to which content. */
export interface Audience {
  /** Takes the contents that exist now; tastes start anew only when they are not the same as before. */
  setContents(contents: readonly Content[]): void
  isEmpty(): boolean
  /** The next `count` events, all happening at `nowMs`; none while there is no content. */
  next(count: number, nowMs: number): NewEvent[]
}

const userCount = 5_000
/** Tastes move on at most this often: it costs one pass over all contents. */
const advanceEveryMs = 1_000

export function createAudience(random: Random): Audience {
  const users = createUsers(userCount, random)
  let contents: readonly Content[] = []
  let popularity: Popularity | undefined
  let advancedAt = 0

  const advance = (nowMs: number): void => {
    const passed = nowMs - advancedAt
    if (passed < advanceEveryMs) return
    popularity?.advance(passed / 1_000)
    advancedAt = nowMs
  }

  return {
    setContents: (next) => {
      const same = next.length === contents.length && next.every((content, index) => content.id === contents[index]?.id)
      contents = next
      if (same) return
      popularity = next.length === 0 ? undefined : createPopularity(next.length, random)
      advancedAt = Date.now()
    },
    isEmpty: () => contents.length === 0,
    next: (count, nowMs) => {
      advance(nowMs)
      const events: NewEvent[] = []
      for (let made = 0; made < count && popularity !== undefined; made += 1) {
        const content = contents[popularity.pick()]
        if (content !== undefined) events.push(makeEvent(content, users, nowMs, random))
      }
      return events
    },
  }
}
