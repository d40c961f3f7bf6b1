import { z } from 'zod'

/** Milliseconds from each fault to its name, as tests/faults/doctor reports them. */
export const reportSchema = z.array(z.object({ rule: z.string(), subject: z.string(), ms: z.number().nonnegative() }))

/** A report with where and when it was measured: docs/measured/doctor.json. */
export const measuredSchema = z.object({
  machine: z.string(),
  date: z.string(),
  command: z.string(),
  cases: reportSchema,
})
export type Measured = z.infer<typeof measuredSchema>
