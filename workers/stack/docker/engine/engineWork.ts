/** What every piece of work on an engine is given. */
import type Docker from 'dockerode'
import type { PullProgress } from './pullProgress'

/** What is told while a stack comes up, goes down or restarts. */
export type EngineEvent =
  | { readonly kind: 'pull'; readonly progress: PullProgress }
  | { readonly kind: 'pulled'; readonly image: string }
  | { readonly kind: 'network' | 'volume'; readonly name: string; readonly state: 'created' | 'removed' }
  | {
      readonly kind: 'container'
      readonly service: string
      /** `reached`: what was waited for holds (healthy, running or ended well). */
      readonly state: 'stopping' | 'stopped' | 'removed' | 'created' | 'started' | 'waiting' | 'reached'
    }

export interface EngineWork {
  readonly docker: Docker
  readonly report: (event: EngineEvent) => void
  /** Who holds a port of the engine's machine when no container does; null where that cannot be asked. */
  readonly portOwner: ((port: number) => Promise<string>) | null
}
