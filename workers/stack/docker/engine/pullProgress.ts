/** How far a pull is, from the messages that the engine sends while it pulls. */
import { z } from 'zod'

export interface PullProgress {
  readonly image: string
  /** In the order in which the engine first named them. */
  readonly layers: readonly LayerProgress[]
  /** Bytes fetched and to fetch, of the layers whose size is known by now: it grows while the engine learns more. */
  readonly current: number
  readonly total: number
}

export interface LayerProgress {
  readonly id: string
  readonly phase: 'waiting' | 'fetching' | 'unpacking' | 'done'
  /** Bytes fetched. */
  readonly current: number
  /** Null: not known yet. */
  readonly total: number | null
}

/** One message. Source: Docker Engine API, "Create an image"; `error` says that the pull has failed. */
export const pullMessageSchema = z.object({
  status: z.string().default(''),
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
  error: z.string().optional(),
})
export type PullMessage = z.infer<typeof pullMessageSchema>

export const noProgress = (image: string): PullProgress => ({ image, layers: [], current: 0, total: 0 })

/** The progress after one more message. */
export function addPullMessage(progress: PullProgress, message: PullMessage): PullProgress {
  const phase = phaseOf(message.status)
  if (message.id === undefined || phase === null) return progress
  const id = message.id
  const before = progress.layers.find((layer) => layer.id === id)
  const total =
    phase === 'fetching' ? (message.progressDetail?.total ?? before?.total ?? null) : (before?.total ?? null)
  const fetched = phase === 'fetching' ? (message.progressDetail?.current ?? before?.current ?? 0) : null
  const layer: LayerProgress = {
    id,
    phase,
    total,
    // Once it is unpacked all of it is here; the last message of a fetch often comes before its last byte.
    current: fetched ?? (phase === 'waiting' ? (before?.current ?? 0) : (total ?? before?.current ?? 0)),
  }
  const layers =
    before === undefined ? [...progress.layers, layer] : progress.layers.map((old) => (old.id === id ? layer : old))
  const known = layers.filter((one) => one.total !== null)
  return {
    image: progress.image,
    layers,
    current: known.reduce((sum, one) => sum + one.current, 0),
    total: known.reduce((sum, one) => sum + (one.total ?? 0), 0),
  }
}

/** Null for messages that are about no layer, such as "Pulling from library/redis". */
function phaseOf(status: string): LayerProgress['phase'] | null {
  switch (status) {
    case 'Pulling fs layer':
    case 'Waiting':
    case 'Retrying':
      return 'waiting'
    case 'Downloading':
      return 'fetching'
    case 'Verifying Checksum':
    case 'Download complete':
    case 'Extracting':
      return 'unpacking'
    case 'Pull complete':
    case 'Already exists':
      return 'done'
    default:
      return status.startsWith('Retrying in') ? 'waiting' : null
  }
}
