/** What the HTTP side and an engine thread of this process say to each other. */
import { z } from 'zod'

/** How a result travels: piece by piece as it is computed, or in one piece when it is complete. */
export const deliverySchema = z.enum(['stream', 'whole'])
export type Delivery = z.infer<typeof deliverySchema>

/** One statement with everything that must hold while it runs. */
export const engineTaskSchema = z.object({
  /** Statements run first in the same fresh session: USE, SET. */
  preparation: z.array(z.string()),
  sql: z.string(),
  format: z.string(),
  delivery: deliverySchema,
  /** Whether values of INSERT … VALUES may be expressions: only where all of them were read before. */
  expressions: z.boolean(),
  /** Marks the statement in system.processes, so that another session can kill it. */
  tag: z.string(),
})
export type EngineTask = z.infer<typeof engineTaskSchema>

export const toEngineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), task: engineTaskSchema }),
  /** The last chunk has left; the next one is wanted. */
  z.object({ type: z.literal('pull') }),
  /** Nobody wants the result any more. */
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('exit') }),
])
export type ToEngine = z.infer<typeof toEngineSchema>

/** What the engine says that it read; null where it says nothing (a streamed result). */
export const engineStatisticsSchema = z.object({
  elapsedSeconds: z.number(),
  rowsRead: z.number().nullable(),
  bytesRead: z.number().nullable(),
})
export type EngineStatistics = z.infer<typeof engineStatisticsSchema>

export const fromEngineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('chunk'), bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  z.object({ type: z.literal('done'), statistics: engineStatisticsSchema }),
  /** `text` is the engine's own message: `Code: N. DB::Exception: … (NAME)`. */
  z.object({ type: z.literal('failed'), text: z.string() }),
])
export type FromEngine = z.infer<typeof fromEngineSchema>
