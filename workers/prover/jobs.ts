/** One job at a time, its state told as it changes. */
import { MarsadError, toFailure } from '../../contract/errors'
import type { ProofJob, ProofSnapshot, ProofStage } from '../../contract/proof'

/** What a job's work is given. */
export interface JobContext {
  readonly signal: AbortSignal
  readonly progress: (stage: ProofStage, done: number, total: number | null) => void
  /** Changes what is told beside the job itself. */
  readonly publish: (part: Partial<Omit<ProofSnapshot, 'job'>>) => void
}

export interface Jobs {
  /**
   * Begins a job. @returns its number
   * @throws MarsadError `job_running` {job} while another is under way
   */
  start(kind: ProofJob['kind'], work: (context: JobContext) => Promise<void>): number
  /** Ends a job of one of these kinds; nothing where none runs. Resolves when it has ended. */
  cancel(kinds: readonly ProofJob['kind'][]): Promise<void>
  /** Changes what is told beside the job, without one. */
  publish(part: Partial<Omit<ProofSnapshot, 'job'>>): void
  close(): Promise<void>
}

/** Changes are told at most as often, in milliseconds; the end of a job at once. */
const tellEveryMs = 200

/**
 * @param tell called with each new state.
 * @param now milliseconds since the epoch.
 */
export function createJobs(
  initial: Omit<ProofSnapshot, 'job'>,
  tell: (snapshot: ProofSnapshot) => void,
  onFailure: (thrown: unknown) => void,
  now: () => number,
): Jobs {
  let snapshot: ProofSnapshot = { job: null, ...initial }
  let running: {
    readonly kind: ProofJob['kind']
    readonly abort: AbortController
    readonly ended: Promise<void>
  } | null = null
  let told = -Infinity
  let timer: NodeJS.Timeout | undefined

  const tellNow = (): void => {
    clearTimeout(timer)
    timer = undefined
    told = performance.now()
    tell(snapshot)
  }
  const changed = (): void => {
    timer ??= setTimeout(tellNow, Math.max(0, told + tellEveryMs - performance.now()))
  }
  const change = (part: Partial<ProofJob>): void => {
    if (snapshot.job === null) return
    snapshot = { ...snapshot, job: { ...snapshot.job, ...part } }
  }
  const publish: Jobs['publish'] = (part) => {
    snapshot = { ...snapshot, ...part }
    changed()
  }

  const run = async (work: (context: JobContext) => Promise<void>, signal: AbortSignal): Promise<void> => {
    try {
      await work({
        signal,
        progress: (stage, done, total) => {
          change({ stage, done, total })
          changed()
        },
        publish,
      })
      change({ state: 'done' })
    } catch (thrown) {
      if (signal.aborted) change({ state: 'cancelled' })
      else {
        onFailure(thrown)
        change({ state: 'failed', failure: toFailure(thrown) })
      }
    }
    running = null
    change({ endedAt: now() })
    tellNow()
  }

  return {
    start: (kind, work) => {
      if (running !== null) throw new MarsadError('job_running', { job: running.kind })
      // Told apart from those of an earlier process too.
      const id = Math.max(now(), (snapshot.job?.id ?? 0) + 1)
      snapshot = {
        ...snapshot,
        job: {
          id,
          kind,
          state: 'running',
          startedAt: now(),
          endedAt: null,
          stage: 'wait',
          done: 0,
          total: null,
          failure: null,
        },
      }
      const abort = new AbortController()
      // Told before anything else can be: who waits for the job must see it.
      tellNow()
      running = { kind, abort, ended: run(work, abort.signal) }
      return id
    },
    cancel: async (kinds) => {
      const current = running
      if (current === null || !kinds.includes(current.kind)) return
      current.abort.abort()
      await current.ended
    },
    publish,
    close: async () => {
      const current = running
      current?.abort.abort()
      await current?.ended
      clearTimeout(timer)
    },
  }
}
