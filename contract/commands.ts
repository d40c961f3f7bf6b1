/** What a person can ask for: every command with its input and its result. The window, the CLI and the host share this table. */
import { z } from 'zod'
import { bundleSchema, savedBundleSchema } from './bundle'
import { actionSchema, doctorSnapshotSchema } from './doctor'
import { electronSnapshotSchema } from './electronSupport'
import { failureSchema } from './errors'
import { labSnapshotSchema } from './lab'
import { eventTypeSchema, contentTypeSchema, topicNameSchema, windowSchema } from './pipeline'
import { proofSpanSchema, reconcileResultSchema, repairResultSchema } from './proof'
import { secretNameSchema } from './remote'
import { settingsPatchSchema, settingsSchema, stackKindSchema } from './settings'
import {
  consoleSnapshotSchema,
  leaderboardSchema,
  prepareStepIds,
  proposedChangesSchema,
  serviceNameSchema,
  workerNameSchema,
} from './snapshot'

const nothing = z.object({}).strict()
const done = z.null()
const epochMs = z.number().nonnegative()
const jobStarted = z.object({ job: z.int() })
/** That a person wants something written to services that are not ours; elsewhere nobody is asked. */
const agreement = z.boolean().default(false)

/** Where a log line comes from: a service or a worker. */
export const logSourceSchema = z.union([serviceNameSchema, workerNameSchema])
export type LogSource = z.infer<typeof logSourceSchema>
export const logLevelSchema = z.enum(['debug', 'info', 'warn', 'error'])
export type LogLevel = z.infer<typeof logLevelSchema>
export const logLineSchema = z.object({
  /** Grows by one a line over all sources of this run; the cursor of `logs.read`. */
  seq: z.int().nonnegative(),
  at: epochMs,
  source: logSourceSchema,
  level: logLevelSchema,
  text: z.string(),
})
export type LogLine = z.infer<typeof logLineSchema>

/** A message of a topic as it arrived. */
export const topicMessageSchema = z.object({
  topic: topicNameSchema,
  partition: z.int(),
  offset: z.string(),
  timestamp: epochMs,
  key: z.string().nullable(),
  /** The value as text (invalid UTF-8 shows replacement characters); null for a tombstone. */
  value: z.string().nullable(),
})
export type TopicMessage = z.infer<typeof topicMessageSchema>

export const warehouseEventSchema = z.object({
  event_id: z.number(),
  content_id: z.string().nullable(),
  title: z.string().nullable(),
  event_type: eventTypeSchema.nullable(),
  content_type: contentTypeSchema.nullable(),
  event_ts: z.string(),
  engagement_seconds: z.string().nullable(),
  engagement_pct: z.string().nullable(),
  device: z.string().nullable(),
})
export type WarehouseEvent = z.infer<typeof warehouseEventSchema>

/** Engagement per content over the latest minutes, largest first; `seconds[i]` belongs to minute `startAt + i·60 s`. */
export const warehouseMinutesSchema = z.object({
  startAt: epochMs,
  series: z.array(
    z.object({ contentId: z.string(), title: z.string().nullable(), total: z.number(), seconds: z.array(z.number()) }),
  ),
})
export type WarehouseMinutes = z.infer<typeof warehouseMinutesSchema>

const workerStateText = z.enum(['stopped', 'starting', 'running', 'backoff', 'failed'])

/** What `marsad status --json` prints. */
export const statusSchema = z.object({
  running: z.boolean(),
  ready: z.boolean(),
  stack: stackKindSchema,
  data_dir: z.string(),
  /** Servers that still run on the data folder although no console does. */
  left_running: z.array(z.object({ name: serviceNameSchema, pid: z.int() })),
  /** Null where set-up brought none: `up` in a terminal needs none. */
  electron: electronSnapshotSchema.nullable(),
  services: z.array(
    z.object({
      name: serviceNameSchema,
      state: z.string(),
      pid: z.int().nullable(),
      host: z.string(),
      port: z.int(),
      version: z.string().nullable(),
    }),
  ),
  workers: z.array(
    z.object({
      name: workerNameSchema,
      state: workerStateText,
      pid: z.int().nullable(),
      restarts: z.int(),
      /** Where it shows its metrics in the OpenMetrics format; null while it runs not, absent for workers without. */
      metrics: z.url().nullable().optional(),
    }),
  ),
  counts: z
    .object({
      postgres_events: z.number().nullable(),
      flat: z.number().nullable(),
      enriched: z.number().nullable(),
      clickhouse_distinct: z.number().nullable(),
      clickhouse_errors: z.number().nullable(),
      dead_letters: z.number().nullable(),
    })
    .nullable(),
  leaderboard: z.array(
    z.object({ rank: z.int(), content_id: z.string(), title: z.string().nullable(), seconds: z.number() }),
  ),
})
export type Status = z.infer<typeof statusSchema>

/**
 * name → input and output. `owner` is who answers: the host itself or a worker.
 * A command that starts something long answers when it has been accepted; the snapshot then shows its progress.
 */
export const commands = {
  'app.snapshot': { owner: 'host', input: nothing, output: consoleSnapshotSchema },
  'settings.change': { owner: 'host', input: settingsPatchSchema.strict(), output: settingsSchema },
  'notice.dismiss': { owner: 'host', input: z.object({ id: z.string() }), output: done },
  /** `agreed`: changes to services that are not ours that a person has seen and wants; nothing else is changed there. */
  'stack.start': {
    owner: 'host',
    input: z.object({ agreed: proposedChangesSchema.optional() }).strict(),
    output: done,
  },
  /** Puts a secret into the operating system's keychain; null takes it out. */
  'secrets.set': {
    owner: 'host',
    input: z.object({ name: secretNameSchema, value: z.string().min(1).max(4_096).nullable() }),
    output: done,
  },
  /** Where each secret would come from. Secrets themselves are told to nobody. */
  'secrets.status': {
    owner: 'host',
    input: nothing,
    output: z.object({
      secrets: z.array(z.object({ name: secretNameSchema, from: z.enum(['environment', 'keychain', 'nowhere']) })),
      /** Why the keychain cannot be used; null where it can. */
      keychainFailure: failureSchema.nullable(),
    }),
  },
  'stack.stop': { owner: 'host', input: nothing, output: done },
  /** A stop, then a start. */
  'stack.restart': { owner: 'host', input: nothing, output: done },
  /** Looks for the engine and runs the preflight checks; what they found is in the snapshot. */
  'stack.check': { owner: 'stack', input: nothing, output: done },
  /**
   * Removes the stopped stack's containers and networks, and its volumes where `volumes` holds the very names that are lost
   * (so that nobody agrees to less than what happens).
   */
  'stack.remove': { owner: 'stack', input: z.object({ volumes: z.array(z.string()).nullable() }), output: done },
  /** Pulls newer images of the file's tags; the next start recreates the containers whose image has changed. */
  'stack.pull': { owner: 'stack', input: nothing, output: z.object({ changed: z.array(z.string()) }) },
  /** Runs one step of preparing again on a stack that is up. @returns what it changed, in short technical names. */
  'stack.prepare': {
    owner: 'stack',
    input: z.object({ step: z.enum(prepareStepIds), agreed: agreement }).strict(),
    output: z.object({ changes: z.array(z.string()) }),
  },
  'worker.restart': { owner: 'host', input: z.object({ name: workerNameSchema }), output: done },
  'logs.read': {
    owner: 'host',
    input: z.object({
      /** Empty: all sources. */
      sources: z.array(logSourceSchema).max(20),
      /** Lines with a larger `seq` only; -1 for the newest. */
      after: z.int(),
      limit: z.int().min(1).max(5000),
    }),
    output: z.object({ lines: z.array(logLineSchema), next: z.int() }),
  },
  'service.start': { owner: 'stack', input: z.object({ name: serviceNameSchema }), output: done },
  'service.stop': { owner: 'stack', input: z.object({ name: serviceNameSchema }), output: done },
  'service.restart': { owner: 'stack', input: z.object({ name: serviceNameSchema }), output: done },
  'topics.messages': {
    owner: 'observer',
    input: z.object({ topic: topicNameSchema, limit: z.int().min(1).max(500) }),
    /** Newest first. */
    output: z.object({ messages: z.array(topicMessageSchema) }),
  },
  /**
   * Sends a dead letter back to the enricher: `value` as text, null as it was; where it stands in engagement_events.dlq is told by
   * `partition` and `offset`. With `check` it only looks whether the enricher would take it. The event counts once however often it is sent.
   */
  'deadletters.resend': {
    owner: 'enricher',
    input: z
      .object({
        partition: z.int().nonnegative(),
        offset: z.string().regex(/^\d{1,16}$/),
        value: z.string().max(900_000).nullable(),
        check: z.boolean(),
      })
      .strict(),
    output: z.object({ eventId: z.number() }),
  },
  'warehouse.recent': {
    owner: 'observer',
    input: z.object({ limit: z.int().min(1).max(500) }),
    output: z.object({ events: z.array(warehouseEventSchema) }),
  },
  'warehouse.minutes': {
    owner: 'observer',
    input: z.object({ minutes: z.int().min(5).max(180), top: z.int().min(1).max(20) }),
    output: warehouseMinutesSchema,
  },
  'leaderboard.read': {
    owner: 'observer',
    input: z.object({ window: windowSchema, limit: z.int().min(1).max(500) }),
    output: leaderboardSchema,
  },
  'generator.set': {
    owner: 'generator',
    input: z.object({ enabled: z.boolean(), eventsPerSecond: z.number().min(0.1).max(20000) }),
    output: done,
  },
  'generator.burst': {
    owner: 'generator',
    input: z.object({
      events: z.int().min(1).max(10_000_000),
      eventsPerSecond: z.number().min(0.1).max(100000).nullable(),
    }),
    output: z.object({
      inserted: z.int(),
      firstId: z.number().nullable(),
      lastId: z.number().nullable(),
      tookMs: z.number(),
    }),
  },
  /** Compares the events of a span in all stores; `proof` in the snapshot shows how far it is and what it found. Only reads. */
  'reconcile.start': {
    owner: 'prover',
    input: z
      .object({
        span: proofSpanSchema,
        /** How long hops that lag behind are waited for, in milliseconds. */
        waitMs: z.int().min(0).max(600_000).default(20_000),
      })
      .strict(),
    output: jobStarted,
  },
  /** Also ends a repair: what is written stays. */
  'reconcile.cancel': { owner: 'prover', input: nothing, output: done },
  /** The latest comparison with all that it lists. */
  'reconcile.result': {
    owner: 'prover',
    input: nothing,
    output: z.object({ result: reconcileResultSchema.nullable(), repair: repairResultSchema.nullable() }),
  },
  /** Re-enriches what the latest comparison lists as lost or altered, and begins the leaderboard anew where sums are wrong. */
  'reconcile.repair': { owner: 'prover', input: z.object({ agreed: agreement }).strict(), output: jobStarted },
  'backfill.start': {
    owner: 'prover',
    input: z
      .object({
        what: z.discriminatedUnion('from', [
          z.object({ from: z.literal('span'), span: proofSpanSchema, all: z.boolean(), dryRun: z.boolean() }),
          /** The one that was cancelled or broken off. */
          z.object({ from: z.literal('position') }),
          /** All of the longest window, for a rebuild of the leaderboard whose topic no longer holds it; as fast as it goes. */
          z.object({ from: z.literal('window') }),
        ]),
        /** Events a second at most; null: as fast as the enricher keeps up. */
        eventsPerSecond: z.number().min(0.1).max(1_000_000).nullable(),
        agreed: agreement,
      })
      .strict(),
    output: jobStarted,
  },
  /** What is written stays, and the rest can be resumed. */
  'backfill.cancel': { owner: 'prover', input: nothing, output: done },
  /** Reads everything that the rules need now, and tells what they find. Only reads. */
  'doctor.look': {
    owner: 'doctor',
    input: nothing,
    output: z.object({ snapshot: doctorSnapshotSchema, tookMs: z.number().nonnegative() }),
  },
  /** Runs a fix that a finding offers, and looks whether the finding is gone; answers when that is known. */
  'doctor.fix': {
    owner: 'doctor',
    input: z.object({ finding: z.string(), fix: z.string(), agreed: agreement }).strict(),
    output: actionSchema,
  },
  /** Runs the first safe fix of everything found, causes first, each once; answers when all have been checked. */
  'doctor.fixAll': { owner: 'doctor', input: nothing, output: z.object({ actions: z.array(actionSchema) }) },
  /** Puts back what a fix replaced, and looks whether what was found then is found again. `at` tells the fix among the actions shown. */
  'doctor.undo': {
    owner: 'doctor',
    input: z.object({ at: z.number(), agreed: agreement }).strict(),
    output: actionSchema,
  },
  /** A support bundle, secrets and personal data masked; whoever asks writes it. */
  /** Asks the person at the window for a file of this machine; null when they want none. `bad_request` without a window. */
  'file.choose': {
    owner: 'host',
    input: z.object({ purpose: z.enum(['composeFile', 'caFile']) }).strict(),
    output: z.string().nullable(),
  },
  'bundle.collect': { owner: 'host', input: nothing, output: bundleSchema },
  /** Asks the person at the window where to write one, and does; null when they thought better of it. `bad_request` without a window. */
  'bundle.save': { owner: 'host', input: nothing, output: savedBundleSchema.nullable() },
  /** What can be broken on purpose, what is, and what came of it. Refused with remote services, as all of the lab. */
  'lab.list': { owner: 'lab', input: nothing, output: labSnapshotSchema },
  /** Answers once the fault is in; one at a time. `startedAt` tells it in `lab` of the snapshot. */
  'lab.inject': {
    owner: 'lab',
    input: z.object({ fault: z.string() }).strict(),
    output: z.object({ startedAt: epochMs }),
  },
  /** Answers once the fault is taken back; the snapshot then shows the way back to health and the comparison. */
  'lab.heal': {
    owner: 'lab',
    input: z.object({ fault: z.string() }).strict(),
    output: z.object({ startedAt: epochMs }),
  },
} as const

export type Commands = typeof commands
export type CommandName = keyof Commands
export type CommandInput<N extends CommandName> = z.input<Commands[N]['input']>
export type CommandOutput<N extends CommandName> = z.output<Commands[N]['output']>
export const commandNameSchema = z.custom<CommandName>(
  (value) => typeof value === 'string' && Object.hasOwn(commands, value),
  'not a command',
)

/** The answer to a command, as it crosses a border. */
export const commandResultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), failure: failureSchema }),
])
export type CommandResult = z.infer<typeof commandResultSchema>

/** What the preload bridge offers the window, and nothing else. */
export interface Bridge {
  /** Runs a command; rejects never: a failure is a value. Input and output are validated in the main process. */
  command<N extends CommandName>(
    name: N,
    input: CommandInput<N>,
  ): Promise<{ ok: true; value: CommandOutput<N> } | { ok: false; failure: z.infer<typeof failureSchema> }>
  /** Calls back with each snapshot (at most 4 a second, plus at once on a change of phase); returns the unsubscriber. */
  onSnapshot(listener: (snapshot: z.infer<typeof consoleSnapshotSchema>) => void): () => void
  /** The languages the operating system prefers, most wanted first; for the `system` choice. */
  readonly systemLanguages: readonly string[]
  readonly platform: string
}
