/** What the prover and the threads that read topics for it say to each other. */
import { z } from 'zod'
import { failureSchema } from '../../contract/errors'
import { topics } from '../../contract/pipeline'
import { proofSpanSchema } from '../../contract/proof'
import { endpointsSchema } from '../../contract/workers'

/** What a thread is to read. */
export const scanTaskSchema = z.object({
  endpoints: endpointsSchema,
  topic: z.enum([topics.events, topics.enriched]),
  span: proofSpanSchema,
  stretch: z.array(z.object({ from: z.number(), to: z.number() })),
})
export type ScanTask = z.infer<typeof scanTaskSchema>

/** Arrays over memory of their own, which can change hands. */
const own = <T extends { readonly buffer: ArrayBufferLike }>(value: T): value is T & { readonly buffer: ArrayBuffer } =>
  value.buffer instanceof ArrayBuffer
const uint32 = z.custom<Uint32Array<ArrayBuffer>>((value) => value instanceof Uint32Array && own(value))
const float64 = z.custom<Float64Array<ArrayBuffer>>((value) => value instanceof Float64Array && own(value))
const uint8 = z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array && own(value))

export const fromScanSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), records: z.int() }),
  z.object({
    kind: z.literal('done'),
    content: z.object({
      blocks: float64,
      pages: z.array(z.object({ hash: uint32, version: float64, state: uint8 })),
    }),
  }),
  z.object({ kind: z.literal('failed'), failure: failureSchema }),
])
export type FromScan = z.infer<typeof fromScanSchema>
