/** What an engine tells of a container's life. Source: Docker Engine API, "Monitor events". */
import { z } from 'zod'

/** The events that are asked for: those of health checks' own commands would be several a second. */
export const watchedEvents = [
  'create',
  'start',
  'kill',
  'die',
  // Podman's word for it.
  'died',
  'stop',
  'oom',
  'pause',
  'unpause',
  'rename',
  'health_status',
  'destroy',
  'remove',
] as const

export const eventSchema = z
  .object({
    Action: z.string(),
    Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).nullish() }),
    time: z.number().default(0),
    timeNano: z.number().optional(),
  })
  .transform(({ Action, Actor, time, timeNano }) => {
    // `health_status: healthy`, and with Podman an attribute.
    const [action = '', state] = Action.split(': ')
    const attributes = Actor.Attributes ?? {}
    return {
      id: Actor.ID,
      action: action === 'died' ? 'die' : action === 'remove' ? 'destroy' : action,
      /** Milliseconds since the epoch, by the engine's clock. */
      at: timeNano === undefined ? time * 1_000 : timeNano / 1e6,
      /** Of a kill: `15`, `SIGTERM`… */
      signal: attributes['signal'] ?? null,
      /** Of a death. */
      exitCode: Number(attributes['exitCode'] ?? attributes['containerExitCode'] ?? Number.NaN),
      /** Of a health status. */
      health: state ?? attributes['health_status'] ?? null,
    }
  })
export type EngineEvent = z.output<typeof eventSchema>
