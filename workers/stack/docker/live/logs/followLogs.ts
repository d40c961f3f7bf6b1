/** The logs of a project's containers as one stream. */
import type Docker from 'dockerode'
import { milliseconds } from '../../engine/logStamp'
import { createWaker, type Waker } from '../waker'
import { followContainer, type LogSource } from './followContainer'

export interface ServiceLine {
  readonly service: string
  /** When the engine took it in, in milliseconds since the epoch. */
  readonly at: number
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

export interface ServiceSource extends LogSource {
  readonly service: string
  /** When it was last started, as the engine tells it. */
  readonly startedAt: number
}

export interface LogFollower {
  /** The containers that are there now. */
  follow(sources: readonly ServiceSource[]): void
  /** The engine is back: reads on at once. */
  wake(): void
  close(): Promise<void>
}

export interface LogOptions {
  /** Lines of before that are read of each container when it is first seen. */
  readonly tail: number
  /** Lines of one service, in the order in which it wrote them; one call at a time. Nothing more is read until it resolves. */
  readonly take: (lines: readonly ServiceLine[]) => Promise<void> | void
  /** The engine cannot read the log of this service. */
  readonly unreadable: (service: string, reason: string) => void
  /** What `take` threw; the following has ended with it. */
  readonly failed: (thrown: unknown) => void
}

interface Followed {
  readonly waker: Waker
  readonly end: AbortController
  readonly done: Promise<void>
  startedAt: number
}

/** Memory is bounded by one piece of each container's stream (64 KiB and its lines), however slow the taker is. */
export function followLogs(docker: Docker, options: LogOptions): LogFollower {
  const followed = new Map<string, Followed>()
  /** Of removed containers: what they wrote last may still have to be read. */
  const leaving = new Set<Followed>()
  let hasFailed = false
  let turn: Promise<void> = Promise.resolve()

  const takeInTurn = (lines: readonly ServiceLine[]): Promise<void> => {
    const mine = turn.then(() => options.take(lines))
    turn = mine
    return mine
  }

  const begin = (source: ServiceSource): Followed => {
    const { service } = source
    const waker = createWaker()
    const end = new AbortController()
    const done = followContainer(
      docker,
      source,
      options.tail,
      (lines) => takeInTurn(lines.map(({ at, stream, text }) => ({ service, at: milliseconds(at), stream, text }))),
      (reason) => options.unreadable(service, reason),
      waker,
      end.signal,
    ).catch((thrown: unknown) => {
      if (end.signal.aborted || hasFailed) return
      hasFailed = true
      options.failed(thrown)
    })
    return { waker, end, done, startedAt: source.startedAt }
  }

  return {
    follow(sources) {
      const ids = new Set(sources.map(({ id }) => id))
      for (const [id, one] of followed) {
        if (ids.has(id)) continue
        followed.delete(id)
        leaving.add(one)
        void one.done.then(() => leaving.delete(one))
        // It reads to the end and finds that there is nothing more.
        one.waker.wake()
      }
      for (const source of sources) {
        const one = followed.get(source.id)
        if (one === undefined) followed.set(source.id, begin(source))
        else if (one.startedAt !== source.startedAt) {
          one.startedAt = source.startedAt
          one.waker.wake()
        }
      }
    },
    wake() {
      for (const { waker } of followed.values()) waker.wake()
    },
    async close() {
      const all = [...followed.values(), ...leaving]
      followed.clear()
      for (const { end } of all) end.abort()
      await Promise.all(all.map(({ done }) => done))
    },
  }
}
