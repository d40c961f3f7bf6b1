/** TEMPORARY: polls until live/ is there. */
import type { LogLevel } from '../../../contract/commands'
import type { Failure } from '../../../contract/errors'
import { partAtRest } from '../../../contract/partAtRest'
import {
  serviceNameSchema,
  type ExtraService,
  type ServiceName,
  type ServiceSnapshot,
} from '../../../contract/snapshot'
import type { ComposeProject } from './compose/project'
import { observe } from './engine/observe'
import type { EngineSession } from './engineSession'

export interface LiveEvents {
  changed(): void
  restarted(name: ServiceName): void
  log(source: ServiceName | 'stack', level: LogLevel, text: string, at?: number | null): void
}
export interface Live {
  part(name: ServiceName): Omit<ServiceSnapshot, 'name'> | null
  extras(): ExtraService[]
  lost(): Failure | null
  close(): void
}
export function openLive(session: EngineSession, project: ComposeProject, events: LiveEvents): Live {
  const life = new AbortController()
  const parts = new Map<ServiceName, Omit<ServiceSnapshot, 'name'>>()
  const look = async (): Promise<void> => {
    const { containers } = await observe(session.work.docker, project, [], life.signal)
    parts.clear()
    for (const c of containers) {
      const name = serviceNameSchema.safeParse(c.service)
      if (!name.success) continue
      const state =
        c.state === 'running'
          ? c.health === 'starting'
            ? 'starting'
            : 'running'
          : c.state === 'restarting'
            ? 'backoff'
            : 'stopped'
      parts.set(name.data, {
        ...partAtRest('', 1, Date.now()),
        state,
        container: { id: c.id, name: c.name, image: '' },
      })
    }
    events.changed()
  }
  const timer = setInterval(() => void look().catch((e: unknown) => console.error(e)), 500)
  return {
    part: (name) => parts.get(name) ?? null,
    extras: () => [],
    lost: () => null,
    close: () => {
      clearInterval(timer)
      life.abort()
    },
  }
}
