/** The fault lab: what can be broken on purpose, what is broken now, and what came of it. The words come with each fault of workers/lab. */
import { z } from 'zod'
import { failureSchema } from './errors'
import { saidSchema } from './said'

const epochMs = z.number().nonnegative()
const count = z.int().nonnegative()

export const faultKinds = ['kill', 'pause', 'slow', 'cut', 'poison', 'drop', 'skew'] as const
export const faultKindSchema = z.enum(faultKinds)
export type FaultKind = z.infer<typeof faultKindSchema>

export const offeredFaultSchema = z.object({
  id: z.string(),
  kind: faultKindSchema,
  /** The part that is broken, an id of `names.*` in the messages. */
  hop: z.string(),
  title: saidSchema,
  /** What it does. */
  does: saidSchema,
  /** What one should see. */
  expect: saidSchema,
  /** Rules of the doctor of which one should name it; empty where it has none for it yet. */
  rules: z.array(z.string()),
  /** It is over as soon as it is done, or mends itself: nobody needs to heal it. */
  passes: z.boolean(),
  /** Why it cannot be put in here; null where it can. */
  unavailable: saidSchema.nullable(),
})
export type OfferedFault = z.infer<typeof offeredFaultSchema>

/** When the doctor named it, and how. */
export const namedSchema = z.object({
  finding: z.string(),
  sentence: saidSchema,
  /** Milliseconds from the fault to its name. */
  afterMs: z.number().nonnegative(),
})
export type Named = z.infer<typeof namedSchema>

/** In this order: it is put in, stands, is taken back, the pipeline comes to rest, and all stores are compared. */
export const faultStages = ['inject', 'stand', 'heal', 'recover', 'reconcile'] as const
export const activeFaultSchema = z.object({
  /** Tells it from the same fault at another time. */
  startedAt: epochMs,
  fault: z.string(),
  title: saidSchema,
  stage: z.enum(faultStages),
  injectedAt: epochMs.nullable(),
  named: namedSchema.nullable(),
  /** When it is healed without being asked. */
  healsAt: epochMs.nullable(),
  healedAt: epochMs.nullable(),
})
export type ActiveFault = z.infer<typeof activeFaultSchema>

export const faultOutcomeSchema = z.object({
  startedAt: epochMs,
  fault: z.string(),
  title: saidSchema,
  /** Null: it could not be put in. */
  injectedAt: epochMs.nullable(),
  named: namedSchema.nullable(),
  /** Null: it could not be taken back; `failure` says why, and it is tried again. */
  healedAt: epochMs.nullable(),
  /** From healing to a doctor who finds nothing more; null where that was not seen. */
  recoveredMs: z.number().nonnegative().nullable(),
  /** The comparison of all events written from the fault to its healing; null where there was none. */
  reconciliation: z.object({ events: count, lost: count, doubled: count }).nullable(),
  failure: failureSchema.nullable(),
})
export type FaultOutcome = z.infer<typeof faultOutcomeSchema>

/** How many outcomes are kept and shown. */
export const shownOutcomes = 20

export const labSnapshotSchema = z.object({
  faults: z.array(offeredFaultSchema),
  /** One at a time. */
  active: activeFaultSchema.nullable(),
  /** Newest first. */
  outcomes: z.array(faultOutcomeSchema),
})
export type LabSnapshot = z.infer<typeof labSnapshotSchema>
