/** Minutes of the leaderboard that are over, some at a look, against what their events make. */
import { longestWindowMinutes, redisKeys, utcMinute } from '../../../contract/pipeline'
import { scoresOfRedis, type Scores } from '../../pipeline/leaderboard/leaderboardScores'
import { judgeMinutes, type ScoreSources, type WrongSum } from './judgeMinutes'

export interface ScoresFacts {
  readonly wrong: readonly WrongSum[]
  /** Minutes that were compared as they stand and are right. */
  readonly right: readonly string[]
}

export interface ScoreWatch {
  /** Rejects with what a service answers, or when the signal aborts. @param now milliseconds since the epoch */
  look(sources: ScoreSources, now: number, signal: AbortSignal): Promise<ScoresFacts>
}

const minuteMs = 60_000
/** What comes later than this after its minute is rare. */
const settleMs = minuteMs
/** Minutes that one look recomputes: after a rebuild all have changed. */
const minutesAtOnce = 20
/** Where no more than so many have changed, each may have all that may be read. */
const few = 2
/** A minute whose set stays as it was is recomputed again after this. */
const againMs = 10 * minuteMs
/** And after this where it could not be told: what was under way then may be over. */
const retryMs = minuteMs / 2
/** Members of minute sets that one look reads. */
const mostMembers = 20_000
/**
 * Records of the topic that may be read: as many at first and at most, and then so many a second, so that reading stays a small part of a
 * processor whatever happens. They are only read where the rows of Postgres do not explain a sum.
 */
const mostRecords = 200_000
const recordsASecond = 500
/** Kept for minutes that changed on their own: of others there may be an hour, which may ask for all there is. */
const keptForUrgent = mostRecords / 2
/** What a minute that was wrong may take on top, once, and leaves to be made good: that its rebuild has helped must not wait for minutes. */
const lentToWrong = mostRecords

/** Starts of the minutes that are looked at, the newest first: over for a while, and not about to leave the longest window. */
export function settledMinutes(now: number): number[] {
  const current = Math.floor(now / minuteMs) * minuteMs
  const minutes: number[] = []
  for (let ago = 1; ago < longestWindowMinutes - 1; ago += 1) {
    const minute = current - ago * minuteMs
    if (minute + minuteMs + settleMs <= now) minutes.push(minute)
  }
  return minutes
}

/** A minute that is to be recomputed. */
interface DueMinute {
  readonly minute: number
  /** Its set is another than the one that was tried last. */
  readonly changed: boolean
  /** It was wrong when it could be told last. */
  readonly wrong: boolean
  readonly triedAt: number
}

interface Turns {
  readonly wrong: number[]
  /** Changed on their own: they may have all that may be read. */
  readonly urgent: number[]
  readonly others: number[]
}

/** Minutes of one look by how much may be read for them; what presses most comes first. */
export function inTurn(due: readonly DueMinute[]): Turns {
  const alone = due.filter(({ changed }) => changed).length <= few
  const turnOf = ({ changed, wrong }: DueMinute): keyof Turns =>
    wrong ? 'wrong' : changed && alone ? 'urgent' : 'others'
  const order = (one: DueMinute, other: DueMinute): number =>
    Number(other.changed) - Number(one.changed) ||
    (one.changed ? 0 : one.triedAt - other.triedAt) ||
    other.minute - one.minute
  const minutesOf = (turn: keyof Turns): number[] =>
    due
      .filter((each) => turnOf(each) === turn)
      .toSorted(order)
      .slice(0, minutesAtOnce)
      .map(({ minute }) => minute)
  return { wrong: minutesOf('wrong'), urgent: minutesOf('urgent'), others: minutesOf('others') }
}

/** What is remembered of a minute. Times in milliseconds since the epoch; 0: never. */
interface Kept {
  lookedAt: number
  /** Its set as it was read last. */
  text: string
  triedAt: number
  /** The set that was tried last, whether it could be told or not. */
  tried: string | null
  /** What was said of it, and of which set: holds for as long as the set is that. */
  judged: { readonly text: string; readonly wrong: readonly WrongSum[] } | null
}

const textOf = (scores: Scores): string => [...scores].map(([place, cents]) => `${place} ${cents}`).join('\n')

export function watchScores(): ScoreWatch {
  const kept = new Map<number, Kept>()
  let allowed = mostRecords
  let allowedAt = 0

  const keptOf = (minute: number): Kept => {
    const found = kept.get(minute) ?? { lookedAt: 0, text: '', triedAt: 0, tried: null, judged: null }
    kept.set(minute, found)
    return found
  }
  /** What was said of a minute's set as it stands. */
  const standing = ({ judged, text }: Kept): readonly WrongSum[] | null => (judged?.text === text ? judged.wrong : null)
  const allowedNow = (now: number): number => {
    allowed = Math.min(mostRecords, allowed + (Math.max(0, now - allowedAt) / 1_000) * recordsASecond)
    allowedAt = now
    return allowed
  }

  /** Reads sets of minutes, those that were not read for the longest time first, as many as one look may read. */
  const readSets = async (
    sources: ScoreSources,
    minutes: readonly number[],
    now: number,
  ): Promise<ReadonlyMap<number, Scores>> => {
    const { redis, prefix } = sources
    const oldestFirst = minutes.toSorted((one, other) => keptOf(one).lookedAt - keptOf(other).lookedAt)
    const sizes = await Promise.all(
      oldestFirst.map((minute) => redis.zcard(redisKeys.minute(prefix, utcMinute(minute)))),
    )
    let members = 0
    const chosen = oldestFirst.filter((_minute, index) => (members += sizes[index] ?? 0) <= mostMembers || index === 0)
    const sets = await Promise.all(
      chosen.map(async (minute) => [minute, await scoresOfRedis(sources, [minute])] as const),
    )
    for (const [minute, scores] of sets) {
      const its = keptOf(minute)
      its.lookedAt = now
      its.text = textOf(scores)
    }
    return new Map(sets)
  }

  const hasChanged = (its: Kept): boolean => its.tried !== its.text
  const isDue = (its: Kept, now: number): boolean => {
    if (hasChanged(its)) return true
    const said = standing(its)
    if (said === null) return its.triedAt < now - retryMs
    return said.length === 0 && its.triedAt < now - againMs
  }
  const isWrong = ({ judged }: Kept): boolean => judged !== null && judged.wrong.length > 0

  return {
    look: async (sources, now, signal) => {
      const settled = settledMinutes(now)
      for (const minute of [...kept.keys()]) if (!settled.includes(minute)) kept.delete(minute)
      const sets = await readSets(sources, settled, now)
      const due = [...sets.keys()]
        .map((minute) => ({ minute, its: keptOf(minute) }))
        .filter(({ its }) => isDue(its, now))
      const {
        wrong: told,
        urgent,
        others,
      } = inTurn(
        due.map(({ minute, its }) => ({ minute, changed: hasChanged(its), wrong: isWrong(its), triedAt: its.triedAt })),
      )
      for (const [minutes, spared] of [
        [told, -lentToWrong],
        [urgent, 0],
        [others, keptForUrgent],
      ] as const) {
        if (minutes.length === 0) continue
        for (const minute of minutes) {
          const its = keptOf(minute)
          its.triedAt = now
          its.tried = its.text
        }
        const scores = new Map(minutes.map((minute) => [minute, sets.get(minute) ?? new Map<string, number>()]))
        const budget = { allowed: () => allowedNow(now) - spared, take: (records: number) => (allowed -= records) }
        for (const [minute, wrong] of await judgeMinutes(sources, scores, budget, signal)) {
          const its = keptOf(minute)
          if (wrong === 'filling') its.tried = null
          else if (wrong !== null) its.judged = { text: its.text, wrong }
        }
      }
      const all = [...kept].sort(([one], [other]) => other - one)
      return {
        wrong: all.flatMap(([, its]) => standing(its) ?? []),
        right: all.flatMap(([minute, its]) => (standing(its)?.length === 0 ? [utcMinute(minute)] : [])),
      }
    },
  }
}
