/** Stopping and removing one container. */
import type { EngineWork } from './engineWork'
import { engineFailure, hasStatus } from './engineFailure'

export interface NamedContainer {
  readonly id: string
  readonly service: string
}

/**
 * Stops it within its own grace period. One that is stopped or gone already is no error.
 * @param signal ends the waiting; the engine goes on stopping.
 */
export async function stopContainer(
  { docker, report }: EngineWork,
  { id, service }: NamedContainer,
  signal: AbortSignal,
): Promise<void> {
  report({ kind: 'container', service, state: 'stopping' })
  try {
    await docker.getContainer(id).stop({ abortSignal: signal })
  } catch (thrown) {
    signal.throwIfAborted()
    // 304: it is stopped; 404: it is gone.
    if (!hasStatus(thrown, 304, 404)) throw engineFailure(thrown, service)
  }
  report({ kind: 'container', service, state: 'stopped' })
}

/** @param options `volumes`: its volumes without a name go as well. One that is gone already is no error. */
export async function removeContainer(
  { docker, report }: EngineWork,
  { id, service }: NamedContainer,
  options: { readonly volumes: boolean },
): Promise<void> {
  try {
    await docker.getContainer(id).remove({ v: options.volumes, force: true })
  } catch (thrown) {
    // 409: somebody is removing it at this moment; its name is free when that is done.
    if (hasStatus(thrown, 409)) await untilRemoved(docker, id, service)
    else if (!hasStatus(thrown, 404)) throw engineFailure(thrown, service)
  }
  report({ kind: 'container', service, state: 'removed' })
}

async function untilRemoved(docker: EngineWork['docker'], id: string, service: string): Promise<void> {
  try {
    await docker.getContainer(id).wait({ condition: 'removed' })
  } catch (thrown) {
    if (!hasStatus(thrown, 404)) throw engineFailure(thrown, service)
  }
}
