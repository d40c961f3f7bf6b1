import { watchProject, type WatchedEngine } from '../../../workers/stack/docker/live/watchProject'
import type { WatchedContainer } from '../../../workers/stack/docker/live/watchedContainer'
import type { Failure } from '../../../contract/errors'
import { waitFor } from '../../support/waitFor'
import { testAddress } from './testAddress'
import type { TestStack } from './stack'

/** Hears no signal but the last. */
export const endless = `[sh, -c, 'while :; do sleep 0.1; done']`

export interface WatchedStack {
  /** Null: it has no container. */
  readonly now: (service: string) => WatchedContainer | null
  /** Resolves with the first state, from now on or the present one, for which this holds. */
  readonly until: (service: string, holds: (container: WatchedContainer) => boolean) => Promise<WatchedContainer>
  /** What was told of the engine. */
  readonly engine: (Failure | 'back')[]
  readonly close: () => Promise<void>
  /** Takes the stack away as well. */
  readonly end: () => Promise<void>
}

export async function watchStack(stack: TestStack): Promise<WatchedStack> {
  const watch = await watchEngine({ docker: stack.docker, address: testAddress() }, stack.name)
  return {
    ...watch,
    end: async () => {
      await watch.close()
      await stack.end()
    },
  }
}

export async function watchEngine(on: WatchedEngine, project: string): Promise<Omit<WatchedStack, 'end'>> {
  const life = new AbortController()
  const seen: { service: string; container: WatchedContainer | null }[] = []
  const present = new Map<string, WatchedContainer | null>()
  const engine: WatchedStack['engine'] = []
  const watch = watchProject(
    on,
    project,
    {
      changed: (service, container) => {
        seen.push({ service, container })
        present.set(service, container)
      },
      engineLost: (failure) => engine.push(failure),
      engineBack: () => engine.push('back'),
    },
    life.signal,
  )
  await watch.ready
  return {
    engine,
    now: (service) => present.get(service) ?? null,
    until: async (service, holds) => {
      const now = present.get(service) ?? null
      const from = now !== null && holds(now) ? seen.length - 1 : seen.length
      if (now !== null && holds(now)) return now
      let next = from
      return waitFor(
        `${service} (${JSON.stringify(now?.ending ?? now?.state)})`,
        () => {
          for (; next < seen.length; next += 1) {
            const one = seen[next]
            if (one?.service === service && one.container !== null && holds(one.container)) return one.container
          }
          return undefined
        },
        30_000,
      )
    },
    close: async () => {
      life.abort(new Error('the test is over'))
      await watch.closed
    },
  }
}
