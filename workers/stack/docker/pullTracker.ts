import type { PullSnapshot } from '../../../contract/snapshot'
import type { EngineEvent } from './engine/engineWork'
import type { PullProgress } from './engine/pullProgress'

export interface PullTracker {
  take(event: EngineEvent): void
  /** Null while nothing is pulled. */
  view(): PullSnapshot | null
  /** Nothing more is pulled. */
  end(): void
}

/** How far the pulls of one piece of work are. */
export function createPullTracker(changed: () => void): PullTracker {
  const images = new Map<string, { readonly progress: PullProgress; readonly isDone: boolean }>()
  return {
    take(event) {
      if (event.kind === 'pull') images.set(event.progress.image, { progress: event.progress, isDone: false })
      else if (event.kind === 'pulled') {
        const before = images.get(event.image)
        if (before === undefined) return
        images.set(event.image, { ...before, isDone: true })
      } else return
      changed()
    },
    view() {
      if (images.size === 0) return null
      const views = [...images.values()].map(({ progress, isDone }) => ({
        image: progress.image,
        state: isDone ? ('done' as const) : ('pulling' as const),
        currentBytes: progress.current,
        totalBytes: progress.total,
        layers: progress.layers.map(({ id, phase, current, total }) => ({
          id,
          phase,
          currentBytes: current,
          totalBytes: total,
        })),
      }))
      return {
        images: views,
        currentBytes: views.reduce((sum, { currentBytes }) => sum + currentBytes, 0),
        totalBytes: views.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
      }
    },
    end() {
      if (images.size === 0) return
      images.clear()
      changed()
    },
  }
}
