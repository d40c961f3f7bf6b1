/** What the benchmark and the process of an arm say to each other: one line of JSON each way. */
import { z } from 'zod'
import { endpointsSchema } from '../../../contract/workers'

/** enricher: the worker itself. plain: the same without transactions. copy: kafkajs as it comes, bytes copied. */
export const nodeArms = ['enricher', 'plain', 'copy'] as const
export type NodeArm = (typeof nodeArms)[number]

/** The one argument of an arm's process, as JSON. */
export const armTaskSchema = z.object({
  arm: z.enum(nodeArms),
  /** One broker and the account to reach it with. */
  kafka: endpointsSchema.shape.kafka,
  groupId: z.string(),
  /** Where the enricher notes its membership. */
  membersFolder: z.string(),
  /** Events that are read before the measurement begins, and in all. */
  warmUp: z.int(),
  events: z.int(),
})
export type ArmTask = z.infer<typeof armTaskSchema>

/** The first line of an enricher's output: when its first transaction was committed, in milliseconds since the epoch. */
export const firstCommitSchema = z.object({ firstCommitMs: z.number() })

/** The last line of its output: what lay between the end of the warm-up and the end. */
export const armResultSchema = z.object({ events: z.number(), cpuSeconds: z.number(), wallSeconds: z.number() })
export type ArmResult = z.infer<typeof armResultSchema>
