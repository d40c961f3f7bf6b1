/** What the host and its workers say to each other. Both ends validate what they receive. */
import { z } from 'zod'
import { commandResultSchema, logLevelSchema, statusSchema } from './commands'
import { doctorSnapshotSchema } from './doctor'
import { failureSchema } from './errors'
import { labSnapshotSchema } from './lab'
import { settingsSchema } from './settings'
import { topicNameSchema } from './pipeline'
import { proofSnapshotSchema } from './proof'
import { saslMechanismSchema } from './remote'
import {
  enricherStatsSchema,
  generatorStatsSchema,
  latencySchema,
  leaderboardStatsSchema,
  pipelineSnapshotSchema,
  stackSnapshotSchema,
  workerSnapshotSchema,
} from './snapshot'

/** Trust in a server's certificate: `ca` PEM text (null: the system's authorities), `servername` the name it must bear (null: its host). */
const tlsSchema = z.object({ ca: z.string().nullable(), servername: z.string().nullable() })
export type Tls = z.infer<typeof tlsSchema>
const saslSchema = z.object({ mechanism: saslMechanismSchema, username: z.string(), password: z.string() })
const brokersSchema = z.array(z.string()).min(1)

/** Where the services answer and how to sign in. Holds passwords: never sent to the renderer, never logged. `tls` null: in clear. */
export const endpointsSchema = z.object({
  postgres: z.object({
    host: z.string(),
    port: z.int(),
    database: z.string(),
    user: z.string(),
    password: z.string(),
    tls: tlsSchema.nullable(),
  }),
  /** A superuser of this Postgres that is the console's own; null where the console has none (Docker, remote). */
  postgresSuperuser: z.object({ user: z.string(), password: z.string() }).nullable(),
  /**
   * The replication role Debezium signs in with. `reference`: what the connector's configuration holds in place of the password, which
   * Connect resolves; null for the password itself. `caFile`: the authority's path on Connect's own machines.
   */
  debezium: z.object({
    user: z.string(),
    password: z.string(),
    reference: z.string().nullable(),
    caFile: z.string().nullable(),
  }),
  /** `published`: the broker as commands for people name it; on the embedded stack it answers readers without a password. */
  kafka: z.object({
    brokers: brokersSchema,
    published: z.string(),
    tls: tlsSchema.nullable(),
    sasl: saslSchema.nullable(),
  }),
  /** An https address is verified with `tls`, or with the system's authorities where that is null. The same for ClickHouse. */
  connect: z.object({
    url: z.string(),
    /** Where a person asks it by hand: before the embedded Connect stands a door, and only the console's own parts pass beside it. */
    publishedUrl: z.string(),
    account: z.object({ user: z.string(), password: z.string() }).nullable(),
    tls: tlsSchema.nullable(),
  }),
  clickhouse: z.object({
    url: z.string(),
    user: z.string(),
    password: z.string(),
    /** The cluster that its tables are spread over; null for one server. */
    cluster: z.string().nullable(),
    tls: tlsSchema.nullable(),
  }),
  redis: z.object({
    nodes: z.array(z.object({ host: z.string(), port: z.int() })).min(1),
    cluster: z.boolean(),
    username: z.string().nullable(),
    password: z.string().nullable(),
    tls: tlsSchema.nullable(),
  }),
  /**
   * Where the services find each other: in containers that is not where they are reached from here. Connect signs in to this
   * Postgres; ClickHouse's Kafka table reads from these brokers.
   */
  inside: z.object({
    postgres: z.object({ host: z.string(), port: z.int(), tls: z.boolean() }),
    kafka: z.object({ brokers: brokersSchema, tls: z.boolean(), sasl: saslSchema.nullable() }),
  }),
})
export type Endpoints = z.infer<typeof endpointsSchema>

/** Paths a worker may need; all absolute. */
export const pathsSchema = z.object({
  /** The data folder of this instance. */
  data: z.string(),
  /** The manifest file of what set-up brought (contract/runtime.ts). */
  runtime: z.string(),
  /** The sql/ folder. */
  sql: z.string(),
  /** The folder of built worker entries (`<name>.js`). */
  entries: z.string(),
  /** A plain Node executable (not Electron): chdb cannot live inside Electron. */
  node: z.string(),
})
export type Paths = z.infer<typeof pathsSchema>

/** First message to every worker. */
export const workerConfigSchema = z.object({
  paths: pathsSchema,
  settings: settingsSchema,
  /** Null for the stack worker, which finds them out, and for the doctor of a stack that has not come so far. */
  endpoints: endpointsSchema.nullable(),
  /** The process whose end must end the services too. */
  ownerPid: z.int(),
})
export type WorkerConfig = z.infer<typeof workerConfigSchema>

/** Notes that a part of the pipeline sends to others through the host, on its own initiative. */
export const workerEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stack'), snapshot: stackSnapshotSchema }),
  /** The services that the workers need answer; they may start. Sent again when a port changed. */
  z.object({ kind: z.literal('endpoints'), endpoints: endpointsSchema }),
  /** A milestone of the start that a worker may wait for: topics exist; the database is prepared. */
  z.object({ kind: z.literal('milestone'), name: z.enum(['topics_ready', 'ready', 'stopped']) }),
  z.object({ kind: z.literal('pipeline'), snapshot: pipelineSnapshotSchema }),
  z.object({ kind: z.literal('enricher'), stats: enricherStatsSchema }),
  z.object({ kind: z.literal('leaderboard'), stats: leaderboardStatsSchema }),
  z.object({ kind: z.literal('generator'), stats: generatorStatsSchema }),
  z.object({ kind: z.literal('proof'), snapshot: proofSnapshotSchema }),
  z.object({ kind: z.literal('doctor'), snapshot: doctorSnapshotSchema }),
  z.object({ kind: z.literal('lab'), snapshot: labSnapshotSchema }),
  /** What the host knows of the workers and the observer told last; for the doctor and the fault lab, about once a second. */
  z.object({
    kind: z.literal('console'),
    workers: z.array(workerSnapshotSchema),
    pipeline: pipelineSnapshotSchema.nullable(),
  }),
  /** A person, or a fix, has changed them; for the doctor, which stays while others are begun anew. */
  z.object({ kind: z.literal('settings'), settings: settingsSchema }),
  z.object({ kind: z.literal('log'), source: z.string(), level: logLevelSchema, text: z.string(), at: z.number() }),
])
export type WorkerEvent = z.infer<typeof workerEventSchema>

/**
 * Requests that the host makes of a worker on its own behalf: no person's command, so not in commands.ts.
 * name → the worker that answers, input, output.
 */
export const internalRequests = {
  /**
   * The figures of `marsad up --report`: waits up to 10 s for the tally to have caught up and for the counts to be of the same moment.
   * A count that could not be read is null.
   */
  'report.read': {
    owner: 'observer',
    input: z.object({}).strict(),
    output: z.object({
      topics: z.array(z.object({ name: topicNameSchema, partitions: z.int(), messages: z.number().nullable() })),
      counts: statusSchema.shape.counts.unwrap(),
      /** The first ten of the longest window, read for this report. */
      leaderboard: statusSchema.shape.leaderboard,
      latency_ms: z.object({
        commit_to_enriched: latencySchema,
        commit_to_clickhouse: latencySchema,
        commit_to_leaderboard: latencySchema,
      }),
    }),
  },
  /** For a support bundle: how the connector is configured and does, as Kafka Connect tells it; null where there is none. */
  'connector.read': {
    owner: 'doctor',
    input: z.object({}).strict(),
    output: z.object({ config: z.record(z.string(), z.string()).nullable(), status: z.unknown() }),
  },
} as const
export type ReportRead = z.output<(typeof internalRequests)['report.read']['output']>

export const toWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('configure'), config: workerConfigSchema }),
  /** A command or an internal request. */
  z.object({ type: z.literal('request'), id: z.int(), name: z.string(), input: z.unknown() }),
  /** To what it asked. */
  z.object({ type: z.literal('answer'), id: z.int(), result: commandResultSchema }),
  /** An event of another worker that this one listens to. */
  z.object({ type: z.literal('event'), event: workerEventSchema }),
  /** Finish what is under way, release everything, exit 0. */
  z.object({ type: z.literal('shutdown') }),
])
export type ToWorker = z.infer<typeof toWorkerSchema>

export const fromWorkerSchema = z.discriminatedUnion('type', [
  /** The process is up and asks for its configuration. */
  z.object({ type: z.literal('hello'), pid: z.int() }),
  /** Configured; its work has begun. */
  z.object({ type: z.literal('running') }),
  z.object({ type: z.literal('event'), event: workerEventSchema }),
  z.object({ type: z.literal('response'), id: z.int(), result: z.unknown() }),
  /** A command of the console that it wants run, as a person could give it. */
  z.object({ type: z.literal('ask'), id: z.int(), name: z.string(), input: z.unknown() }),
  /** It has heard that it must end, and closes. One that does not send this is busy and is killed. */
  z.object({ type: z.literal('closing') }),
  /** It cannot go on and exits with 1 next. */
  z.object({ type: z.literal('fatal'), failure: failureSchema }),
])
export type FromWorker = z.infer<typeof fromWorkerSchema>
