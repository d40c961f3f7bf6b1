/** Snapshots as the host sends them, in the states that matter. Data for tests only; never part of the window. */
import type { Finding } from '../../contract/doctor'
import { defaultSettings } from '../../contract/settings'
import {
  serviceNames,
  stepIds,
  workerNames,
  type ConsoleSnapshot,
  type Leaderboard,
  type PipelineSnapshot,
  type Reading,
  type ServiceName,
  type ServiceSnapshot,
  type ServiceState,
  type StartStep,
  type WorkerName,
  type WorkerSnapshot,
} from '../../contract/snapshot'

export const now = Date.UTC(2026, 10, 23, 21, 14, 7)
const startedAt = now - 8_070_000

const ports: Record<ServiceName, number> = { postgres: 5432, kafka: 9092, connect: 8083, clickhouse: 8123, redis: 6379 }
const memory: Record<ServiceName, number> = {
  postgres: 84e6,
  kafka: 412e6,
  connect: 598e6,
  clickhouse: 366e6,
  redis: 14.2e6,
}
const versions: Record<ServiceName, string> = {
  postgres: '18.4',
  kafka: '4.3.1',
  connect: '3.6.1',
  clickhouse: '26.7',
  redis: '7.0.15',
}

function service(name: ServiceName, state: ServiceState, change: Partial<ServiceSnapshot> = {}): ServiceSnapshot {
  const up = state === 'running'
  return {
    name,
    state,
    pid: up ? 4100 + ports[name] : null,
    host: '127.0.0.1',
    port: ports[name],
    portTaken: null,
    version: up ? versions[name] : null,
    waitingFor: null,
    since: startedAt,
    startMs: up ? 1400 : null,
    restarts: 0,
    recentRestarts: 0,
    failure: null,
    lastLog: [],
    cpu: up ? 0.08 : null,
    memoryBytes: up ? memory[name] : null,
    memoryLimitBytes: null,
    network: null,
    disk: null,
    container: null,
    shell: null,
    ...change,
  }
}

function worker(
  name: WorkerName,
  state: WorkerSnapshot['state'],
  change: Partial<WorkerSnapshot> = {},
): WorkerSnapshot {
  return {
    name,
    state,
    pid: state === 'running' ? 5200 : null,
    since: startedAt,
    restarts: 0,
    recentRestarts: 0,
    failure: null,
    ...change,
  }
}

/** What the doctor may find. */
export function finding(rule: string, change: Partial<Finding> = {}): Finding {
  const subject = change.subject ?? 'it'
  return {
    id: `${rule}/${subject}`,
    rule,
    severity: 'warn',
    subject,
    breaks: [],
    sentence: { en: 'Something.', ar: 'شيء.', values: {} },
    hurts: { en: 'It hurts.', ar: 'يؤلم.', values: {} },
    evidence: [],
    suppresses: [],
    fixes: [],
    since: now - 3_000,
    ...change,
  }
}

export const withFindings = (base: ConsoleSnapshot, ...findings: readonly Finding[]): ConsoleSnapshot => ({
  ...base,
  doctor: { at: now, rules: 9, findings: [...findings], fixing: null, actions: [], probes: [] },
})

const known = <T>(value: T): Reading<T> => ({ state: 'known', value, at: now - 240 })

export const titles = [
  'أصوات من الداخل: كيف تُبنى المدن',
  'Behind the Ledger — Episode 41',
  'نشرة الصباح: ما الذي يحرك السوق؟',
  'ثلاثون دقيقة مع مهندسة طرق',
  'The Long Commute',
  'لماذا نحب القهوة؟',
  'Notes on Building Small',
  'حكاية خريطة',
  'Data After Midnight',
  'دفتر المسافات',
  'A Field Guide to Quiet Cities and the People Who Keep Them Running After Dark',
  'من أول السطر',
] as const
const kinds = ['podcast', 'podcast', 'newsletter', 'video'] as const

export function leaderboard(window: Leaderboard['window'], length = 10): Leaderboard {
  return {
    window,
    members: 412,
    rows: Array.from({ length }, (_, index) => ({
      rank: index + 1,
      contentId: `0198a1f0-0000-4000-8000-${String(index).padStart(12, '0')}`,
      title: index === 8 ? null : (titles[index % titles.length] ?? null),
      contentType: kinds[index % kinds.length] ?? null,
      seconds: ((4182.4 * window) / 10 / (1 + index * 0.14)).toFixed(2),
      moved: [2, 0, 1, -2, 0, 3, -1, null, 0, -1][index % 10] ?? null,
      spark: Array.from({ length: Math.min(15, window) }, (_point, minute) => 40 + ((minute * 7 + index * 13) % 29)),
    })),
  }
}

function pipeline(perSecond: number): PipelineSnapshot {
  const wave = (index: number): number =>
    Math.round(perSecond * (1 + Math.sin(index / 9) * 0.06 + ((index * 37) % 11) / 120))
  const partitions = [0, 1, 2, 3].map((partition) => ({ partition, low: 0, high: 321_040 + partition }))
  const lag = (group: string, topic: 'engagement_events.flat' | 'engagement_enriched') => ({
    group,
    topic,
    state: 'Stable',
    members: 1,
    partitions: partitions.map(({ partition, high }) => ({ partition, committed: high, lag: 0 })),
    lag: 0,
    lagMs: 0,
  })
  return {
    at: now - 240,
    postgres: known({ events: 1_284_077, contents: 1200, countedAt: now - 240, ratePerSecond: perSecond }),
    slot: known({ active: true, retainedBytes: 56_000, walStatus: 'reserved' }),
    connector: known({ state: 'RUNNING', tasks: [{ id: 0, state: 'RUNNING', trace: null }] }),
    topics: known([
      {
        name: 'content.flat',
        partitions: [{ partition: 0, low: 0, high: 1204 }],
        cleanupPolicy: 'compact',
        ratePerSecond: perSecond === 0 ? 0 : 0.1,
        messages: 1200,
      },
      {
        name: 'engagement_events.flat',
        partitions,
        cleanupPolicy: 'delete',
        ratePerSecond: perSecond,
        messages: 1_284_077,
      },
      {
        name: 'engagement_enriched',
        partitions,
        cleanupPolicy: 'delete',
        ratePerSecond: perSecond,
        messages: 1_284_077,
      },
      {
        name: 'engagement_events.dlq',
        partitions: [{ partition: 0, low: 0, high: 0 }],
        cleanupPolicy: 'delete',
        ratePerSecond: 0,
        messages: 0,
      },
    ]),
    groups: known([
      lag('marsad-enricher', 'engagement_events.flat'),
      lag('ch-sink-v6', 'engagement_enriched'),
      lag('marsad-leaderboard', 'engagement_enriched'),
    ]),
    tally: known({ flat: 1_284_077, enriched: 1_284_077, corrections: 3, deadLetters: 0, caughtUp: true }),
    enricher: known({
      enriched: 1_284_077,
      deadLetters: 0,
      corrections: 3,
      held: 0,
      forgotten: 0,
      transactions: 91_204,
      aborts: 0,
      contents: 1200,
      partitions: [0, 1, 2, 3],
      commitToEnriched: { p50: 83, p99: 141, n: 4000 },
      lastError: null,
    }),
    leaderboardWorker: known({
      applied: 1_284_077,
      skipped: 0,
      past: 0,
      future: 0,
      rebuilds: 0,
      partitions: [0, 1, 2, 3],
      commitToLeaderboard: { p50: 114, p99: 208, n: 4000 },
      lastError: null,
    }),
    generator: known({ running: perSecond > 0, targetPerSecond: perSecond, inserted: 90_211, lastError: null }),
    clickhouse: known({
      distinct: 1_284_077,
      countedAt: now - 240,
      raw: 1_284_080,
      errors: 0,
      ratePerSecond: perSecond,
      consumers: [],
    }),
    redis: known({ minuteSets: 60, usedBytes: 3.4e6, past: 0, future: 0 }),
    leaderboards: known([leaderboard(1), leaderboard(5), leaderboard(10), leaderboard(60)]),
    freshness: {
      capture: { p50: 65, p99: 102, n: 4000 },
      commitToEnriched: { p50: 83, p99: 141, n: 4000 },
      commitToLeaderboard: { p50: 114, p99: 208, n: 4000 },
      commitToClickhouse: { p50: 295, p99: 760, n: 4000 },
    },
    rates: {
      startAt: now - 120_000,
      flat: Array.from({ length: 120 }, (_, index) => wave(index)),
      enriched: Array.from({ length: 120 }, (_, index) => wave(index - 1)),
    },
  }
}

function steps(done: number, running: number): StartStep[] {
  const took = [1310, 2620, 3240, 1900, 120, 210, 380, 640, 420, 900, 700]
  return stepIds.map((id, index) => ({
    id,
    state: index < done ? 'done' : index < done + running ? 'running' : 'pending',
    startedAt: index < done + running ? now - 4200 + index * 300 : null,
    tookMs: index < done ? (took[index] ?? null) : null,
    changes:
      index < done && id === 'prepare_postgres' ? ['publication dbz_publication', 'table engagement_events'] : [],
  }))
}

export function ready(perSecond = 201): ConsoleSnapshot {
  return {
    at: now,
    appVersion: '0.1.0',
    electron: { version: '45.4.1', supported: true },
    stack: {
      kind: 'embedded',
      phase: 'ready',
      since: startedAt,
      dataDir: '/var/lib/marsad',
      services: serviceNames.map((name) => service(name, 'running')),
      extras: [],
      engine: null,
      engineFailure: null,
      preflight: [],
      pull: null,
      proposed: [],
      steps: steps(stepIds.length, 0),
      readyMs: 7420,
      failure: null,
    },
    workers: workerNames.map((name) => worker(name, 'running')),
    pipeline: pipeline(perSecond),
    settings: defaultSettings,
    proof: null,
    doctor: null,
    lab: null,
    notices: [],
  }
}

export function stopped(): ConsoleSnapshot {
  const base = ready()
  return {
    ...base,
    stack: {
      ...base.stack,
      phase: 'stopped',
      services: serviceNames.map((name) => service(name, 'stopped')),
      steps: steps(0, 0),
      readyMs: null,
    },
    workers: workerNames.map((name) => worker(name, 'stopped')),
    pipeline: null,
  }
}

export function starting(): ConsoleSnapshot {
  const base = stopped()
  return {
    ...base,
    stack: {
      ...base.stack,
      phase: 'starting',
      since: now - 4200,
      services: [
        service('postgres', 'running'),
        service('kafka', 'starting', { waitingFor: 'answer', since: now - 2600 }),
        service('connect', 'starting', { waitingFor: 'dependency_kafka', since: now - 2600 }),
        service('clickhouse', 'running'),
        service('redis', 'running'),
      ],
      steps: stepIds.map((id, index) => ({
        id,
        state: ['postgres', 'clickhouse', 'redis'].includes(id)
          ? 'done'
          : ['kafka', 'connect', 'prepare_postgres'].includes(id)
            ? 'running'
            : 'pending',
        startedAt: index < 6 ? now - 4200 : null,
        tookMs: ['postgres', 'clickhouse', 'redis'].includes(id) ? 1310 + index * 100 : null,
        changes: [],
      })),
    },
  }
}

export function startFailed(): ConsoleSnapshot {
  const base = starting()
  const failure = {
    code: 'service_timeout',
    details: { service: 'kafka', seconds: 60 },
    cause: 'no answer on 9092',
  } as const
  return {
    ...base,
    stack: {
      ...base.stack,
      phase: 'failed',
      failure,
      services: base.stack.services.map((one) =>
        one.name === 'kafka'
          ? service('kafka', 'failed', {
              failure,
              lastLog: [
                '[2026-11-23 21:14:01,114] INFO [KafkaRaftServer nodeId=1] Starting broker',
                '[2026-11-23 21:14:06,902] ERROR Encountered fatal fault: log directory is offline',
              ],
            })
          : one,
      ),
      steps: base.stack.steps.map((step) =>
        step.id === 'kafka' ? { ...step, state: 'failed', tookMs: 60_000 } : step,
      ),
    },
  }
}

/** A service died and its restart budget is spent; what depends on it fails as a consequence. */
export function serviceFailed(name: ServiceName): ConsoleSnapshot {
  const base = ready()
  const failure = { code: 'service_crash_loop', details: { service: name, restarts: 5 }, cause: null } as const
  return {
    ...base,
    stack: {
      ...base.stack,
      phase: 'degraded',
      services: base.stack.services.map((one) =>
        one.name === name
          ? service(name, 'failed', {
              since: now - 14_000,
              restarts: 5,
              failure,
              lastLog: ['FATAL: could not write block 0'],
            })
          : one,
      ),
    },
  }
}

/** The enricher was killed; events wait before it. */
export function enricherDown(): ConsoleSnapshot {
  const base = ready()
  const live = base.pipeline
  if (live === null) return base
  return {
    ...base,
    stack: { ...base.stack, phase: 'degraded' },
    workers: base.workers.map((one) =>
      one.name === 'enricher'
        ? worker('enricher', 'backoff', {
            since: now - 14_000,
            restarts: 2,
            failure: { code: 'worker_exited', details: { worker: 'enricher', code: 137 }, cause: null },
          })
        : one,
    ),
    pipeline: {
      ...live,
      enricher: { state: 'unknown', reason: 'worker is not running', last: null },
      topics: mapKnown(live.topics, (all) =>
        all.map((topic) => (topic.name === 'engagement_enriched' ? { ...topic, ratePerSecond: 0 } : topic)),
      ),
      groups: mapKnown(live.groups, (all) =>
        all.map((group) =>
          group.group === 'marsad-enricher'
            ? { ...group, state: 'Empty', members: 0, lag: 2812, lagMs: 14_100 }
            : group,
        ),
      ),
      tally: mapKnown(live.tally, (tally) => ({ ...tally, enriched: tally.enriched - 2812 })),
      clickhouse: mapKnown(live.clickhouse, (one) => ({ ...one, distinct: one.distinct - 2812, ratePerSecond: 0 })),
      rates: { ...live.rates, enriched: live.rates.enriched.map((value, index) => (index > 105 ? 0 : value)) },
    },
  }
}

/** The observer cannot read ClickHouse and Redis. */
export function unknownReadings(): ConsoleSnapshot {
  const base = ready()
  const live = base.pipeline
  if (live === null) return base
  return {
    ...base,
    pipeline: {
      ...live,
      clickhouse: toUnknown(live.clickhouse, 'connect ECONNREFUSED 127.0.0.1:8123'),
      redis: toUnknown(live.redis, 'timeout after 2000 ms'),
      leaderboards: toUnknown(live.leaderboards, 'timeout after 2000 ms'),
    },
  }
}

/** `port_taken` as the host tells of it. */
export function withNotice(base: ConsoleSnapshot): ConsoleSnapshot {
  const details = { service: 'postgres', port: 5432, owner: 'postgres (812)', used: 15432 }
  return {
    ...base,
    notices: [{ id: 'port-postgres', at: now, failure: { code: 'port_taken', details, cause: null } }],
    stack: {
      ...base.stack,
      services: base.stack.services.map((one) =>
        one.name === 'postgres' ? { ...one, port: 15432, portTaken: { wanted: 5432, owner: 'postgres (812)' } } : one,
      ),
    },
  }
}

export function mapKnown<T>(reading: Reading<T>, change: (value: T) => T): Reading<T> {
  return reading.state === 'known' ? { ...reading, value: change(reading.value) } : reading
}

export function toUnknown<T>(reading: Reading<T>, reason: string): Reading<T> {
  return {
    state: 'unknown',
    reason,
    last: reading.state === 'known' ? { value: reading.value, at: now - 42_000 } : reading.last,
  }
}
