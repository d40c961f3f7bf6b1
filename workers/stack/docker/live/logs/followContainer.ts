import type Docker from 'dockerode'
import { pause, retryDelayMs } from '../../../../../common/pause'
import { hasStatus } from '../../engine/engineFailure'
import { sinceText } from '../../engine/logStamp'
import { askEngine } from '../askEngine'
import type { Waker } from '../waker'
import { createLineAssembler, type ContainerLine } from './lineAssembler'
import { createReplayGuard } from './replayGuard'

export interface LogSource {
  readonly id: string
  readonly hasTerminal: boolean
}

/** What happens to the lines, in the order of the log; the log is read on when it resolves. */
export type TakeLines = (lines: readonly ContainerLine[]) => Promise<void> | void

const answerLimitMs = 10_000
/** Between two readings of a log that goes on and on ending. */
const reopenPauseMs = 100

/**
 * Follows one container's log over its restarts and breaks of the connection. The engine is read no faster than `take`
 * takes: what waits in between waits in the engine's own log.
 * @param tail lines of before that are read first.
 * @param waker the container was started, or the engine is back.
 * @param unreadable called when the engine cannot read this log (a log driver without reading).
 * @returns when the container is gone or the signal aborts. @throws what `take` throws.
 */
export async function followContainer(
  docker: Docker,
  source: LogSource,
  tail: number,
  take: TakeLines,
  unreadable: (reason: string) => void,
  waker: Waker,
  signal: AbortSignal,
): Promise<void> {
  const guard = createReplayGuard()
  /** Whether it has been read once to its end: then all that is there is new. */
  let isAttached = false
  for (let failures = 0; !signal.aborted;) {
    const reading = await readOnce(docker, source, isAttached ? null : tail, guard, take, signal)
    switch (reading.kind) {
      case 'gone':
        return
      case 'unreadable':
        unreadable(reading.reason)
        await waker.next(signal)
        break
      case 'broken':
        failures += 1
        await waker.next(signal, retryDelayMs(failures, 200, 5_000))
        break
      case 'ended':
        failures = 0
        isAttached = true
        // Only a reading that brought nothing is known to have been complete: the end of a run can come before its last lines.
        if (reading.count === 0) await waker.next(signal)
        else await pause(reopenPauseMs, signal)
    }
  }
}

type Reading =
  | { readonly kind: 'ended'; readonly count: number }
  | { readonly kind: 'broken' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly reason: string }

async function readOnce(
  docker: Docker,
  { id, hasTerminal }: LogSource,
  tail: number | null,
  guard: ReturnType<typeof createReplayGuard>,
  take: TakeLines,
  signal: AbortSignal,
): Promise<Reading> {
  const since = guard.since()
  const assembler = createLineAssembler(hasTerminal)
  const end = new AbortController()
  const stop = (): void => end.abort(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  guard.begin()
  let count = 0
  const handOn = async (lines: readonly ContainerLine[]): Promise<void> => {
    const fresh = guard.fresh(lines)
    if (fresh.length === 0) return
    count += fresh.length
    await take(fresh)
    guard.seen(fresh, assembler.oldestPending())
  }
  try {
    const stream = await asReading(() =>
      askEngine(signal, answerLimitMs, () =>
        docker.getContainer(id).logs({
          follow: true,
          stdout: true,
          stderr: true,
          timestamps: true,
          abortSignal: end.signal,
          ...(since !== null ? { since: sinceText(since) } : tail === null ? {} : { tail }),
        }),
      ),
    )
    if ('kind' in stream) return stream
    for await (const piece of pieces(stream.value)) {
      if (piece === null) return { kind: 'broken' }
      await handOn(assembler.take(piece))
    }
    if (signal.aborted) return { kind: 'broken' }
    if (count === 0) await handOn(assembler.flush())
    return { kind: 'ended', count }
  } finally {
    end.abort()
    signal.removeEventListener('abort', stop)
  }
}

/** What a stream brings; null at last when it broke. What its reader throws is not its break. */
async function* pieces(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer | null> {
  const iterator = stream[Symbol.asyncIterator]()
  for (;;) {
    let next
    try {
      next = await iterator.next()
    } catch {
      // Whoever follows the engine is told why; here it only matters where to go on.
      yield null
      return
    }
    if (next.done === true) return
    yield Buffer.isBuffer(next.value) ? next.value : Buffer.from(next.value)
  }
}

async function asReading<T>(open: () => Promise<T>): Promise<{ readonly value: T } | Reading> {
  try {
    return { value: await open() }
  } catch (thrown) {
    if (hasStatus(thrown, 404)) return { kind: 'gone' }
    if (hasStatus(thrown, 409, 500, 501))
      return { kind: 'unreadable', reason: thrown instanceof Error ? thrown.message : '' }
    return { kind: 'broken' }
  }
}
