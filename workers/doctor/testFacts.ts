/** Facts for tests of rules: a pipeline on which nothing is wrong, idle and up for an hour. */
import { loopbackEndpoints } from '../../contract/loopbackEndpoints'
import { sampleAccess } from '../../contract/testing/sampleAccess'
import { partAtRest } from '../../contract/partAtRest'
import { defaultSettings } from '../../contract/settings'
import { serviceNames, type PipelineSnapshot, type ServiceSnapshot, type StackSnapshot } from '../../contract/snapshot'
import { nothingRead, type Facts, type Look, type TrendKey } from './facts'
import type { Trend } from './history'
import type { ConnectFacts } from './probes/connect'
import type { PostgresFacts } from './probes/postgres'

export const testNow = Date.UTC(2026, 10, 25, 12)
const hourAgo = testNow - 3_600_000

/** A reading that succeeded just now. */
export const lookAt = <T>(value: T): Look<T> => ({ ...nothingRead, value, at: testNow, tookMs: 10 })
export const lookAtNothing: Look<never> = nothingRead

const service = (name: ServiceSnapshot['name']): ServiceSnapshot => ({
  ...partAtRest('127.0.0.1', defaultSettings.ports[name], hourAgo),
  name,
  state: 'running',
  pid: 100,
  startMs: 1_000,
})

export const healthyStack: StackSnapshot = {
  kind: 'embedded',
  phase: 'ready',
  since: hourAgo,
  dataDir: '/data',
  services: serviceNames.map(service),
  extras: [],
  engine: null,
  engineFailure: null,
  preflight: [],
  pull: null,
  proposed: [],
  steps: [],
  readyMs: 8_000,
  failure: null,
}

export const healthyPostgres: PostgresFacts = {
  wal_level: 'logical',
  slots_allowed: 20,
  slots_used: 1,
  clock_ms: testNow,
  in_recovery: false,
  read_only: false,
  log_position: 31_000_000,
  slot: {
    active: true,
    wal_status: 'reserved',
    restart_position: 30_900_000,
    confirmed_position: 30_999_000,
    database: 'appdb',
    sender_pid: 4_711,
  },
  other_slots: [],
  lock_holders: [],
  kept_for_slots: '4GB',
  refusal: null,
  publication: { insert: true, update: true, delete: true, truncate: true },
  published: ['content', 'engagement_events'],
  role: { login: true, replication: true, connect: true },
  tables: [
    {
      name: 'content',
      full_identity: true,
      readable: true,
      triggers: { marsad_tell_again: 'O', marsad_row_by_row: 'O' },
      columns: {
        id: 'uuid',
        slug: 'text',
        title: 'text',
        content_type: 'text',
        length_seconds: 'integer',
        publish_ts: 'timestamp with time zone',
      },
    },
    {
      name: 'engagement_events',
      full_identity: true,
      readable: true,
      triggers: { marsad_tell_again: 'O', marsad_row_by_row: 'O' },
      columns: {
        id: 'bigint',
        content_id: 'uuid',
        user_id: 'uuid',
        event_type: 'text',
        event_ts: 'timestamp with time zone',
        duration_ms: 'integer',
        device: 'text',
        raw_payload: 'jsonb',
      },
    },
  ],
}

export const healthyConnect: ConnectFacts = {
  status: { connector: { state: 'RUNNING' }, tasks: [{ id: 0, state: 'RUNNING' }] },
  differing: [],
  plugin: true,
}

/** Healthy facts but for the given. */
export const testFacts = (changed: Partial<Facts> = {}): Facts => ({
  now: testNow,
  settings: defaultSettings,
  endpoints: loopbackEndpoints(defaultSettings.ports, sampleAccess),
  stack: healthyStack,
  workers: [],
  pipeline: null,
  processors: lookAtNothing,
  machine: lookAtNothing,
  postgres: lookAt(healthyPostgres),
  connect: lookAt(healthyConnect),
  kafka: lookAtNothing,
  clickhouse: lookAtNothing,
  redis: lookAtNothing,
  scores: lookAtNothing,
  readers: lookAtNothing,
  trend: () => null,
  recent: () => null,
  ...changed,
})

/** The course of some figures, the same over every span. @param courses first and last value */
export const testTrend =
  (courses: Partial<Record<TrendKey, readonly [number, number]>>): Facts['trend'] =>
  (key): Trend | null => {
    const course = courses[key]
    if (course === undefined) return null
    const [first, last] = course
    return { first, last, least: Math.min(first, last), most: Math.max(first, last) }
  }

const unread = { state: 'unknown', reason: 'not read in this test', last: null } as const

/** What the observer tells, nothing of it known but the given. */
export const testPipeline = (known: Partial<PipelineSnapshot>): PipelineSnapshot => ({
  at: testNow,
  postgres: unread,
  slot: unread,
  connector: unread,
  topics: unread,
  groups: unread,
  tally: unread,
  enricher: unread,
  leaderboardWorker: unread,
  generator: unread,
  clickhouse: unread,
  redis: unread,
  leaderboards: unread,
  freshness: { capture: null, commitToEnriched: null, commitToLeaderboard: null, commitToClickhouse: null },
  rates: { startAt: testNow, flat: [], enriched: [] },
  ...known,
})
