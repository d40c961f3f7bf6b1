/** What the doctor finds, offers and has done. The words come with it, in both languages: each rule of workers/doctor has its own. */
import { z } from 'zod'
import { failureSchema } from './errors'
import { saidSchema } from './said'
import { unreadReasonSchema } from './unread'

const epochMs = z.number().nonnegative()

/** `fail`: events are not getting through, or will be lost; `warn`: they get through, but something needs a look; `info`: good to know. */
export const severities = ['fail', 'warn', 'info'] as const
export const severitySchema = z.enum(severities)
export type Severity = z.infer<typeof severitySchema>

/** One observation with its real values. `command` shows the same by hand, in a terminal; null where there is none. */
export const evidenceSchema = z.object({ text: saidSchema, command: z.string().nullable() })
export type Evidence = z.infer<typeof evidenceSchema>

export const offeredFixSchema = z.object({
  id: z.string(),
  /** It loses nothing and can be pressed without a thought. */
  safe: z.boolean(),
  /** What it will do. */
  summary: saidSchema,
  /** What it cannot take back; null where there is nothing. */
  warning: saidSchema.nullable(),
})
export type OfferedFix = z.infer<typeof offeredFixSchema>

/**
 * Parts that can be broken, in the order in which an event meets them. A finding breaks some, and is a symptom where others are broken:
 * that is how one cause is told instead of nine effects.
 */
export const everyPart = [
  'machine',
  'engine',
  // Whether what wants to run gets its turn: with too few turns, what works seems silent or slow.
  'processors',
  'postgres',
  'kafka',
  'connect',
  'clickhouse',
  'redis',
  'capture',
  'topics',
  'enricher',
  'warehouse',
  'leaderboard',
  'observer',
  // Not a part that works or does not: whether as much is taken as comes.
  'pace',
] as const
export const partSchema = z.enum(everyPart)
export type Part = z.infer<typeof partSchema>

export const findingSchema = z.object({
  /** `rule/subject`: the same for as long as it stands. */
  id: z.string(),
  rule: z.string(),
  severity: severitySchema,
  /** The part it is about: a service, a worker, a topic, a table. */
  subject: z.string(),
  /** Parts that it keeps from working. */
  breaks: z.array(partSchema),
  sentence: saidSchema,
  /** What it hurts. */
  hurts: saidSchema,
  evidence: z.array(evidenceSchema),
  /** Ids of what was found too and follows from this. */
  suppresses: z.array(z.string()),
  fixes: z.array(offeredFixSchema),
  /** When it was seen first. */
  since: epochMs,
})
export type Finding = z.infer<typeof findingSchema>

/** What became of a fix. `verified`: looked at afterwards, the finding is gone. `unverified`: it was done, and the finding stands. */
export const fixOutcomes = ['verified', 'unverified', 'failed'] as const
export const actionSchema = z.object({
  at: epochMs,
  tookMs: z.number().nonnegative(),
  finding: z.string(),
  rule: z.string(),
  fix: z.string(),
  sentence: saidSchema,
  summary: saidSchema,
  outcome: z.enum(fixOutcomes),
  /** With `failed`: why. What it says is unchanged stays so. */
  failure: failureSchema.nullable(),
  /** What the fix replaced and how it is put back, in words; null where it cannot be. Written to a file: never a secret. */
  undo: z
    .object({ summary: saidSchema, kept: z.record(z.string(), z.string()) })
    .nullable()
    .default(null),
  /** `at` of the action that this one took back; `outcome` then says whether what was found before is found again. */
  undoes: epochMs.nullable().default(null),
})
export type Action = z.infer<typeof actionSchema>

/** Whether an action can be taken back, and has not been. @param actions all that are known */
export const canUndo = (action: Action, actions: readonly Action[]): boolean =>
  action.undo !== null && !actions.some(({ undoes, outcome }) => undoes === action.at && outcome !== 'failed')

/** How many actions a snapshot shows; the file holds more. */
export const shownActions = 50

export const doctorSnapshotSchema = z.object({
  at: epochMs,
  /** How many rules were looked at. */
  rules: z.int(),
  /** The most serious first, causes only. */
  findings: z.array(findingSchema),
  /** The fix under way. */
  fixing: z
    .object({ finding: z.string(), fix: z.string(), startedAt: epochMs, stage: z.enum(['run', 'verify']) })
    .nullable(),
  /** Newest first. */
  actions: z.array(actionSchema),
  /** What was read, and when; what could not be is no ground for a finding. */
  probes: z.array(
    z.object({
      name: z.string(),
      at: epochMs.nullable(),
      tookMs: z.number().nullable(),
      reason: unreadReasonSchema.nullable(),
    }),
  ),
})
export type DoctorSnapshot = z.infer<typeof doctorSnapshotSchema>

/** The worst of some findings; null for none. */
export const worstOf = (findings: readonly { readonly severity: Severity }[]): Severity | null =>
  severities.find((severity) => findings.some((finding) => finding.severity === severity)) ?? null
