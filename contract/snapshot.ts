/** What the console knows at one moment: of the stack, the workers and the pipeline. */
import { z } from 'zod'
import { doctorSnapshotSchema } from './doctor'
import { electronSnapshotSchema } from './electronSupport'
import { errorDetailsSchema, failureSchema } from './errors'
import { labSnapshotSchema } from './lab'
import { contentTypeSchema, topicNameSchema, windowSchema } from './pipeline'
import { proofSnapshotSchema } from './proof'
import { settingsSchema, stackKindSchema } from './settings'
import { unreadReasonSchema, type UnreadReason } from './unread'

const epochMs = z.number().nonnegative()
const count = z.number().nonnegative()

export const serviceNames = ['postgres', 'kafka', 'connect', 'clickhouse', 'redis'] as const
export const serviceNameSchema = z.enum(serviceNames)
export type ServiceName = z.infer<typeof serviceNameSchema>

/** Workers that are part of the pipeline's run, in the order in which people meet them. */
export const workerNames = [
  'stack',
  'enricher',
  'leaderboard',
  'observer',
  'generator',
  'prover',
  'doctor',
  'lab',
] as const
export const workerNameSchema = z.enum(workerNames)
export type WorkerName = z.infer<typeof workerNameSchema>

/**
 * A value that may not be known. Unknown is not zero: `reason` says why and `last` what was known before.
 */
export const readingSchema = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('state', [
    z.object({ state: z.literal('known'), value, at: epochMs }),
    z.object({
      state: z.literal('unknown'),
      reason: unreadReasonSchema,
      last: z.object({ value, at: epochMs }).nullable(),
    }),
  ])
export type Reading<T> =
  | { state: 'known'; value: T; at: number }
  | { state: 'unknown'; reason: UnreadReason; last: { value: T; at: number } | null }

/** A service's life. `backoff`: it exited and will be started again; `failed`: its restart budget is spent. */
export const serviceStateSchema = z.enum(['stopped', 'starting', 'running', 'stopping', 'backoff', 'failed'])
export type ServiceState = z.infer<typeof serviceStateSchema>

/** What a starting service waits for, as a key of `waits.*` in the messages. */
export const waitSchema = z.enum([
  'port',
  'initdb',
  'format',
  'recovery',
  'process',
  'answer',
  'dependency_postgres',
  'dependency_kafka',
  'restart_delay',
  'image',
  'container',
  'health',
])
export type Wait = z.infer<typeof waitSchema>

/** Bytes a second, averaged since the look before. */
const flowSchema = z.number().nonnegative()

const partSchema = z.object({
  state: serviceStateSchema,
  pid: z.int().nullable(),
  host: z.string(),
  /** The port in use, or the preferred one while stopped. */
  port: z.int(),
  /** Set when the preferred port was taken: which, and by whom as far as the system tells. */
  portTaken: z.object({ wanted: z.int(), owner: z.string() }).nullable(),
  version: z.string().nullable(),
  waitingFor: waitSchema.nullable(),
  /** When the present state began. */
  since: epochMs,
  /** Milliseconds from spawn to first answer, of the latest start. */
  startMs: z.number().nullable(),
  /** By itself, ever since this console began; and those of the last two minutes, since a person started it. */
  restarts: z.int(),
  recentRestarts: z.int(),
  failure: failureSchema.nullable(),
  /** The last log lines, kept when a service has exited. */
  lastLog: z.array(z.string()),
  /** Share of one core, 0–1 per core; null until measured. */
  cpu: z.number().nullable(),
  /** Resident bytes of the service's processes; null until measured. */
  memoryBytes: z.number().nullable(),
  /** What it may use at most; null without a limit. */
  memoryLimitBytes: z.number().nullable(),
  /** Null until measured, and where the system does not tell it of a service. */
  network: z.object({ receivedPerSecond: flowSchema, sentPerSecond: flowSchema }).nullable(),
  disk: z.object({ readPerSecond: flowSchema, writtenPerSecond: flowSchema }).nullable(),
  /** The container that it runs in; null outside of Docker and where none has been made. */
  container: z.object({ id: z.string(), name: z.string(), image: z.string() }).nullable(),
  /** A command for a terminal that opens the service's own shell; null where there is none. */
  shell: z.string().nullable(),
})

export const serviceSnapshotSchema = partSchema.extend({ name: serviceNameSchema })
export type ServiceSnapshot = z.infer<typeof serviceSnapshotSchema>

/** A service that is no part of the pipeline, such as Kafka's own console. */
export const extraServiceSchema = partSchema.extend({ name: z.string() })
export type ExtraService = z.infer<typeof extraServiceSchema>

/**
 * The steps of a start, in the order in which a person reads them. `preflight` and `images`: with Docker only; `compare`, which
 * looks at what `prepare` would change: with services that are not ours only.
 */
export const stepIds = [
  'preflight',
  'images',
  'postgres',
  'kafka',
  'connect',
  'clickhouse',
  'redis',
  'compare',
  'prepare_postgres',
  'prepare_topics',
  'prepare_connector',
  'prepare_clickhouse',
  'workers',
  'canary',
] as const
/** The steps that bring a service into the shape that the pipeline needs; each can be run again at any time. */
export const prepareStepIds = [
  'prepare_postgres',
  'prepare_topics',
  'prepare_connector',
  'prepare_clickhouse',
] as const satisfies readonly (typeof stepIds)[number][]
export type PrepareStepId = (typeof prepareStepIds)[number]
export const stepIdSchema = z.enum(stepIds)
export type StepId = z.infer<typeof stepIdSchema>

export const startStepSchema = z.object({
  id: stepIdSchema,
  state: z.enum(['pending', 'running', 'done', 'failed']),
  startedAt: epochMs.nullable(),
  tookMs: z.number().nullable(),
  /** What a prepare step changed, as short technical names (`publication dbz_publication`, `topic content.flat`…). */
  changes: z.array(z.string()),
})
export type StartStep = z.infer<typeof startStepSchema>

/**
 * The life of the stack as a whole.
 * stopped → starting → ready ⇄ degraded → stopping → stopped; `failed` when a start gave up (services may still run: stop is offered);
 * `partial`: this console has not started it, but some of its services run (start and stop are offered).
 */
export const stackPhaseSchema = z.enum(['stopped', 'partial', 'starting', 'ready', 'degraded', 'stopping', 'failed'])
export type StackPhase = z.infer<typeof stackPhaseSchema>

/** The Docker engine in use and what it holds of the project. */
export const engineSnapshotSchema = z.object({
  /** As people know it: `Docker Engine 28.3.2`, `Podman 5.4.0`… */
  name: z.string(),
  /** How it is reached, and why this one: `context desktop-linux`, `DOCKER_HOST`… */
  address: z.string(),
  source: z.string(),
  project: z.string(),
  composeFile: z.string(),
  /** Names of the project's volumes that exist: what `down` with volumes destroys. */
  volumes: z.array(z.string()),
})
export type EngineSnapshot = z.infer<typeof engineSnapshotSchema>

/** Bytes of layers that the registry has told the size of; `totalBytes` grows while more become known. */
const pulledSchema = z.object({ currentBytes: count, totalBytes: count })
export const pullSnapshotSchema = pulledSchema.extend({
  images: z.array(
    pulledSchema.extend({
      image: z.string(),
      state: z.enum(['pulling', 'done']),
      layers: z.array(
        z.object({
          id: z.string(),
          phase: z.enum(['waiting', 'fetching', 'unpacking', 'done']),
          currentBytes: count,
          /** Null: not known yet. */
          totalBytes: count.nullable(),
        }),
      ),
    }),
  ),
})
export type PullSnapshot = z.infer<typeof pullSnapshotSchema>

/** What `prepare` would make or change in services that are not ours, and does only when a person agrees to just that. */
export const proposedChangesSchema = z.array(z.object({ step: z.enum(stepIds), changes: z.array(z.string()).min(1) }))
export type ProposedChanges = z.infer<typeof proposedChangesSchema>

/** What is looked at before a start, in the order in which a person reads it. */
export const preflightIds = ['engine', 'memory', 'disk', 'ports', 'exposure', 'names', 'images'] as const
export const preflightCheckSchema = z.object({
  id: z.enum(preflightIds),
  /** `warn`: the start goes on. */
  state: z.enum(['ok', 'warn', 'failed']),
  /** Values of its sentence `preflight.<id>.<state>` in the messages. */
  details: errorDetailsSchema,
  /** What is wrong, one for each port, name or image. */
  failures: z.array(failureSchema),
})
export type PreflightCheck = z.infer<typeof preflightCheckSchema>

export const stackSnapshotSchema = z.object({
  kind: stackKindSchema,
  phase: stackPhaseSchema,
  since: epochMs,
  dataDir: z.string(),
  services: z.array(serviceSnapshotSchema),
  extras: z.array(extraServiceSchema),
  /** Null with another kind of stack, and until an engine has been found. */
  engine: engineSnapshotSchema.nullable(),
  /** Why there is no engine, or no project that it could run. */
  engineFailure: failureSchema.nullable(),
  /** The latest look before a start; empty with another kind of stack and until there was one. */
  preflight: z.array(preflightCheckSchema),
  /** Null while nothing is pulled. */
  pull: pullSnapshotSchema.nullable(),
  /** With `failure` prepare_needed: what a start would have to change first. */
  proposed: proposedChangesSchema,
  steps: z.array(startStepSchema),
  /** Milliseconds from the click to the canary seen everywhere; null until ready. */
  readyMs: z.number().nullable(),
  failure: failureSchema.nullable(),
})
export type StackSnapshot = z.infer<typeof stackSnapshotSchema>

export const workerStateSchema = z.enum(['stopped', 'starting', 'running', 'backoff', 'failed'])
export const workerSnapshotSchema = z.object({
  name: workerNameSchema,
  state: workerStateSchema,
  pid: z.int().nullable(),
  since: epochMs,
  /** By itself, ever since this console began; and those of the last two minutes, since a person started it. */
  restarts: z.int(),
  recentRestarts: z.int(),
  failure: failureSchema.nullable(),
})
export type WorkerSnapshot = z.infer<typeof workerSnapshotSchema>

/** p50 and p99 in milliseconds over the `n` latest samples; null when there is none. */
export const latencySchema = z.object({ p50: z.number(), p99: z.number(), n: z.int() }).nullable()
export type Latency = z.infer<typeof latencySchema>

export const enricherStatsSchema = z.object({
  /** Records committed since this process started. */
  enriched: count,
  deadLetters: count,
  corrections: count,
  /** Events now held because their content is unknown; `forgotten`: fell out of the bound. */
  held: count,
  forgotten: count,
  transactions: count,
  aborts: count,
  contents: count,
  partitions: z.array(z.int()),
  /** Commit in Postgres → enriched record committed, over the latest samples. */
  commitToEnriched: latencySchema,
  lastError: z.string().nullable(),
  /** Of `GET /metrics` on the loopback address. */
  metricsPort: z.int().optional(),
})
export type EnricherStats = z.infer<typeof enricherStatsSchema>

export const leaderboardStatsSchema = z.object({
  applied: count,
  /** Records that Redis had already: delivered again and skipped. */
  skipped: count,
  past: count,
  future: count,
  rebuilds: count,
  partitions: z.array(z.int()),
  /** Commit in Postgres → script applied in Redis. */
  commitToLeaderboard: latencySchema,
  lastError: z.string().nullable(),
  /** Of `GET /metrics` on the loopback address. */
  metricsPort: z.int().optional(),
})
export type LeaderboardStats = z.infer<typeof leaderboardStatsSchema>

export const generatorStatsSchema = z.object({
  running: z.boolean(),
  targetPerSecond: z.number(),
  inserted: count,
  lastError: z.string().nullable(),
})
export type GeneratorStats = z.infer<typeof generatorStatsSchema>

export const partitionSchema = z.object({
  partition: z.int(),
  low: z.number(),
  /** Next offset to be written; control records of transactions count as offsets, so this is not a number of messages. */
  high: z.number(),
})
export const topicSnapshotSchema = z.object({
  name: topicNameSchema,
  partitions: z.array(partitionSchema),
  cleanupPolicy: z.string(),
  /** Records seen per second over the last seconds, counted by reading, control records excluded. */
  ratePerSecond: z.number().nullable(),
  /**
   * Committed records read by the observer from the topic's beginning as it was when the observer's tally began
   * (control records are none; what retention or compaction removes later stays counted); null until it has caught up.
   */
  messages: z.number().nullable(),
})
export type TopicSnapshot = z.infer<typeof topicSnapshotSchema>

export const groupLagSchema = z.object({
  group: z.string(),
  topic: topicNameSchema,
  /** `Stable`, `Empty`… as Kafka names it. */
  state: z.string(),
  members: z.int(),
  partitions: z.array(z.object({ partition: z.int(), committed: z.number().nullable(), lag: z.number() })),
  lag: z.number(),
  /** Age in milliseconds of the oldest record not yet consumed; 0 with no lag; null when not known. */
  lagMs: z.number().nullable(),
})
export type GroupLag = z.infer<typeof groupLagSchema>

export const leaderboardRowSchema = z.object({
  rank: z.int().positive(),
  contentId: z.string(),
  title: z.string().nullable(),
  contentType: contentTypeSchema.nullable(),
  /** Exact to the cent, two decimal places. */
  seconds: z.string(),
  /** Places gained since about a minute ago (negative: lost); null when newly listed. */
  moved: z.int().nullable(),
  /** Seconds of each of the window's latest minutes, oldest first, at most 15 points. */
  spark: z.array(z.number()),
})
export type LeaderboardRow = z.infer<typeof leaderboardRowSchema>

export const leaderboardSchema = z.object({
  window: windowSchema,
  rows: z.array(leaderboardRowSchema),
  members: z.int(),
})
export type Leaderboard = z.infer<typeof leaderboardSchema>

export const postgresReadingSchema = z.object({
  /** Live rows, the canary excluded. */
  events: count,
  contents: count,
  /**
   * When the rows were last counted one by one. Between such counts (their pace follows their cost) the rows committed since
   * are added through the primary key, and rows deleted since are not yet seen. Equal to the reading's `at` when exact.
   */
  countedAt: epochMs,
  /** Rows committed per second over the last seconds. */
  ratePerSecond: z.number().nullable(),
})
export const slotReadingSchema = z.object({
  active: z.boolean(),
  retainedBytes: z.number(),
  walStatus: z.string().nullable(),
})
export const connectorReadingSchema = z.object({
  /** RUNNING, PAUSED, FAILED, UNASSIGNED… as Connect names it. */
  state: z.string(),
  tasks: z.array(z.object({ id: z.int(), state: z.string(), trace: z.string().nullable() })),
})
export const clickhouseReadingSchema = z.object({
  /** Distinct live events. */
  distinct: count,
  /** When they were last counted in full; as in {@link postgresReadingSchema}. */
  countedAt: epochMs,
  /** Stored rows before merges. */
  raw: count,
  errors: count,
  ratePerSecond: z.number().nullable(),
  /** State of the Kafka engine table's consumers. */
  consumers: z.array(
    z.object({
      id: z.string(),
      lastException: z.string().nullable(),
      lastPollAt: epochMs.nullable(),
      messagesRead: z.number(),
    }),
  ),
})
export const redisReadingSchema = z.object({
  minuteSets: count,
  usedBytes: z.number(),
  past: count,
  future: count,
})

/** A freshness sample: the hops of the five-second budget, medians over the latest events, in milliseconds. */
export const freshnessSchema = z.object({
  /** Commit → record on engagement_events.flat. */
  capture: latencySchema,
  /** Commit → engagement_enriched. */
  commitToEnriched: latencySchema,
  commitToLeaderboard: latencySchema,
  /** Commit → answer of a SELECT. */
  commitToClickhouse: latencySchema,
})
export type Freshness = z.infer<typeof freshnessSchema>

export const pipelineSnapshotSchema = z.object({
  at: epochMs,
  postgres: readingSchema(postgresReadingSchema),
  slot: readingSchema(slotReadingSchema),
  connector: readingSchema(connectorReadingSchema),
  topics: readingSchema(z.array(topicSnapshotSchema)),
  groups: readingSchema(z.array(groupLagSchema)),
  /** Distinct live events by reading the topics; `enriched` and `deadLetters` committed records only. */
  tally: readingSchema(
    z.object({ flat: count, enriched: count, corrections: count, deadLetters: count, caughtUp: z.boolean() }),
  ),
  enricher: readingSchema(enricherStatsSchema),
  leaderboardWorker: readingSchema(leaderboardStatsSchema),
  generator: readingSchema(generatorStatsSchema),
  clickhouse: readingSchema(clickhouseReadingSchema),
  redis: readingSchema(redisReadingSchema),
  leaderboards: readingSchema(z.array(leaderboardSchema)),
  freshness: freshnessSchema,
  /** Events per second, one point a second, the latest 120 s, oldest first; null where nothing was read. */
  rates: z.object({
    startAt: epochMs,
    flat: z.array(z.number().nullable()),
    enriched: z.array(z.number().nullable()),
  }),
})
export type PipelineSnapshot = z.infer<typeof pipelineSnapshotSchema>

/** Something a person should know that is not the state of a part: settings were reset, a port was replaced… */
export const noticeSchema = z.object({ id: z.string(), at: epochMs, failure: failureSchema })
export type Notice = z.infer<typeof noticeSchema>

export const consoleSnapshotSchema = z.object({
  at: epochMs,
  appVersion: z.string(),
  /** Of the window, or of the one that would open; null where there is none. */
  electron: electronSnapshotSchema.nullable(),
  stack: stackSnapshotSchema,
  workers: z.array(workerSnapshotSchema),
  /** Null until the observer has reported. */
  pipeline: pipelineSnapshotSchema.nullable(),
  settings: settingsSchema,
  /** Null until a job was asked for. */
  proof: proofSnapshotSchema.nullable(),
  /** Null until the doctor has looked. */
  doctor: doctorSnapshotSchema.nullable(),
  /** Null until the fault lab was asked for something. */
  lab: labSnapshotSchema.nullable(),
  notices: z.array(noticeSchema),
})
export type ConsoleSnapshot = z.infer<typeof consoleSnapshotSchema>
