/**
 * What the containers of a project use, measured again and again.
 *
 * One answer a container and look, without a stream: an engine that streams its statistics reads them every second, which
 * for six containers costs 4.5 % of a core; asked every 5 s it is 0.6 to 1.4 %, as busy as the machine is
 * (`npm run bench -- observing`).
 */
import type Docker from 'dockerode'
import { hasStatus } from '../engine/engineFailure'
import { askEngine } from './askEngine'
import { readSample, usageBetween, type Sample, type Usage } from './usage'
import { createWaker } from './waker'

export interface UsageFollower {
  /** Looks at once: a container has been started, or the engine is back. */
  wake(): void
  /** Resolves when it has ended with its signal. */
  readonly closed: Promise<void>
}

export interface UsageOptions {
  /** Ids of the containers that run. */
  readonly running: () => readonly string[]
  /** By container; one that has just ended is missing. */
  readonly measured: (usages: ReadonlyMap<string, Usage>) => void
  /** Why there is no measurement; once until there is one again. */
  readonly failed: (thrown: unknown) => void
  readonly everyMs: number
}

const answerLimitMs = 10_000
/** Two samples that lie closer together tell little, in milliseconds. */
const shortestMs = 500

/** Asks nothing while nothing runs. @param signal ends it. */
export function followUsage(docker: Docker, options: UsageOptions, signal: AbortSignal): UsageFollower {
  const waker = createWaker()
  const samples = new Map<string, Sample>()
  let hasFailed = false

  const measure = async (id: string): Promise<readonly [string, Usage] | null> => {
    let answer: unknown
    try {
      answer = await askEngine(signal, answerLimitMs, (limited) => {
        // Engines before 1.41 do not know one-shot; they answer a second later, and the same. The types do not know the signal.
        const request = { stream: false as const, 'one-shot': true, abortSignal: limited }
        return docker.getContainer(id).stats(request)
      })
    } catch (thrown) {
      if (signal.aborted || hasStatus(thrown, 404, 409)) return null
      throw thrown
    }
    const sample = readSample(answer)
    if (sample === null) return null
    const before = samples.get(id) ?? null
    if (before !== null && sample.at - before.at < shortestMs) return null
    samples.set(id, sample)
    return [id, usageBetween(before, sample)]
  }

  const isOpen = (): boolean => !signal.aborted

  const run = async (): Promise<void> => {
    while (isOpen()) {
      const ids = options.running()
      for (const id of samples.keys()) if (!ids.includes(id)) samples.delete(id)
      const found = await Promise.allSettled(ids.map(measure))
      const usages = found.flatMap((one) => (one.status === 'fulfilled' && one.value !== null ? [one.value] : []))
      if (usages.length > 0) options.measured(new Map(usages))
      const failed = found.find((one) => one.status === 'rejected')
      if (failed !== undefined && !hasFailed && isOpen()) options.failed(failed.reason)
      hasFailed = failed !== undefined
      await waker.next(signal, options.everyMs)
    }
  }
  return {
    wake: () => waker.wake(),
    closed: run(),
  }
}
