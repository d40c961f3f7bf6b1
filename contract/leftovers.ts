/** Processes that hold the stores of a data folder where no console runs, as workers/stack/leftovers prints them. */
import { z } from 'zod'
import { serviceNameSchema } from './snapshot'

const holderSchema = z.object({
  pid: z.int(),
  service: serviceNameSchema,
  program: z.string(),
  /** Whether it is the service's own program. */
  server: z.boolean(),
})

export const leftoversSchema = z.object({
  /** Those that hold a store now. */
  holders: z.array(holderSchema),
  /** Those that were ended. */
  ended: z.array(holderSchema),
})
export type Leftovers = z.infer<typeof leftoversSchema>
