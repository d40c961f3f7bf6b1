import { serviceNames, serviceNameSchema, type ServiceName } from '../../../contract/snapshot'
import { MarsadError } from '../../../contract/errors'
import type { Start } from '../serviceRunner'
import type { EngineEvent } from './engine/engineWork'

export interface ServedSteps {
  /** One for each service; resolves when it is healthy. */
  readonly promises: Readonly<Record<ServiceName, Promise<void>>>
  take(event: EngineEvent): void
  /** All is up: whatever was not named had nothing to be done. */
  end(): void
  /** It ended early: the step of the service that it names fails, else that of the images. The others stay open. */
  fail(thrown: unknown): void
}

interface Deferred {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/** The steps of a start as the engine's events tell them: the images, then each service from its first event until it is reached. */
export function createServedSteps({ step }: Start): ServedSteps {
  const images = defer()
  const reached = byService(defer)
  const imagesStep = step('images', async () => {
    await images.promise
    return []
  })
  const serve = async (name: ServiceName): Promise<void> => {
    await imagesStep
    await step(name, async () => {
      await reached[name].promise
      return []
    })
  }
  return {
    promises: byService(serve),
    take(event) {
      if (event.kind === 'pull' || event.kind === 'pulled') return
      // What is made comes after what is pulled.
      images.resolve()
      if (event.kind !== 'container' || event.state !== 'reached') return
      const name = serviceNameSchema.safeParse(event.service)
      if (name.success) reached[name.data].resolve()
    },
    end() {
      images.resolve()
      for (const name of serviceNames) reached[name].resolve()
    },
    fail(thrown) {
      const named =
        thrown instanceof MarsadError ? serviceNameSchema.safeParse(thrown.failure.details['service']) : null
      if (named?.success === true) {
        images.resolve()
        reached[named.data].reject(thrown)
        return
      }
      images.reject(thrown)
      for (const name of serviceNames) reached[name].reject(thrown)
    },
  }
}

function byService<T>(make: (name: ServiceName) => T): Record<ServiceName, T> {
  return {
    postgres: make('postgres'),
    kafka: make('kafka'),
    connect: make('connect'),
    clickhouse: make('clickhouse'),
    redis: make('redis'),
  }
}

function defer(): Deferred {
  let resolve = (): void => undefined
  let reject = (_reason: unknown): void => undefined
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  // Its waiting may begin after its end.
  void Promise.allSettled([promise])
  return { promise, resolve, reject }
}
