/** What a person should look at, from what is known now; and whether the counts agree. */
import type { Failure } from '../../../contract/errors'
import { topics } from '../../../contract/pipeline'
import type { ConsoleSnapshot, ServiceName, WorkerName } from '../../../contract/snapshot'
import type { ScreenId } from '../../state/navigation'
import { staleAfterMs } from '../../state/markStale'
import { derivePipeline, groupOf, known, type NodeId, type NodeState } from './pipelineState'

/** The step that a finding offers. */
export type Repair =
  | { readonly kind: 'restart_service'; readonly service: ServiceName }
  | { readonly kind: 'start_service'; readonly service: ServiceName }
  | { readonly kind: 'restart_worker'; readonly worker: WorkerName }
  | { readonly kind: 'open'; readonly screen: ScreenId }

export type FactId =
  | 'part_stopped'
  | 'stalled'
  | 'behind'
  | 'connector_paused'
  | 'slot_inactive'
  | 'dead_letters'
  | 'warehouse_errors'
  | 'observer_silent'
  | 'counts_differ'
  | 'unreadable'

export type Finding = {
  readonly id: string
  readonly severity: 'fail' | 'warn'
  readonly repair: Repair | null
} & (
  | { readonly kind: 'failure'; readonly failure: Failure; readonly log: readonly string[] }
  /** `part`: an id of `names.*`; `count`: how many records. */
  | { readonly kind: 'fact'; readonly fact: FactId; readonly part: string | null; readonly count: number }
)

/** Findings, the broken before the suspicious, each cause once. */
export function findAttention(snapshot: ConsoleSnapshot): readonly Finding[] {
  const { phase } = snapshot.stack
  if (phase !== 'ready' && phase !== 'degraded') return []
  const { nodes } = derivePipeline(snapshot)
  const findings = [
    ...ofStack(snapshot),
    ...ofServices(snapshot, nodes),
    ...ofWorkers(snapshot, nodes),
    ...ofConnector(snapshot, nodes),
    ...ofFlow(snapshot, nodes),
    ...ofUnread(snapshot, nodes),
    ...ofRecords(snapshot),
  ]
  return findings.toSorted((one, other) => weight(one) - weight(other))
}

function weight(finding: Finding): number {
  return finding.severity === 'fail' ? 0 : 1
}

function ofStack({ stack }: ConsoleSnapshot): Finding[] {
  const isToldByService = stack.services.some(({ failure }) => failure !== null && failure.code === stack.failure?.code)
  if (stack.failure === null || isToldByService) return []
  return [{ kind: 'failure', id: 'stack', severity: 'fail', failure: stack.failure, log: [], repair: null }]
}

function ofServices({ stack }: ConsoleSnapshot, nodes: Readonly<Record<NodeId, NodeState>>): Finding[] {
  return stack.services.flatMap((service): Finding[] => {
    const id = `service-${service.name}`
    const isConsequence = service.name === 'connect' && nodes.debezium.kind !== 'broken'
    if (isConsequence) return []
    if (service.state === 'stopped') {
      const repair: Repair = { kind: 'start_service', service: service.name }
      return [{ kind: 'fact', id, severity: 'fail', fact: 'part_stopped', part: service.name, count: 0, repair }]
    }
    if (service.state !== 'failed' && service.state !== 'backoff') return []
    const failure: Failure = service.failure ?? {
      code: 'service_exited',
      details: { service: service.name },
      cause: null,
    }
    // In backoff it is on its way back already; pressing start would only fight the supervisor.
    const repair: Repair =
      service.state === 'failed' ? { kind: 'start_service', service: service.name } : { kind: 'open', screen: 'stack' }
    return [{ kind: 'failure', id, severity: 'fail', failure, log: service.lastLog, repair }]
  })
}

const nodeOfWorker: Partial<Record<WorkerName, NodeId>> = { enricher: 'enricher', leaderboard: 'redis' }

function ofWorkers({ workers }: ConsoleSnapshot, nodes: Readonly<Record<NodeId, NodeState>>): Finding[] {
  return workers.flatMap((worker): Finding[] => {
    const node = nodeOfWorker[worker.name]
    if (node !== undefined && nodes[node].kind !== 'broken') return []
    const id = `worker-${worker.name}`
    const repair: Repair = { kind: 'restart_worker', worker: worker.name }
    const isOnTheWay = node !== undefined || worker.name === 'observer' || worker.name === 'stack'
    const severity = isOnTheWay ? 'fail' : 'warn'
    if (worker.state === 'stopped' && worker.name !== 'generator') {
      return [{ kind: 'fact', id, severity, fact: 'part_stopped', part: worker.name, count: 0, repair }]
    }
    if (worker.state !== 'failed' && worker.state !== 'backoff') return []
    const failure: Failure = worker.failure ?? { code: 'worker_exited', details: { worker: worker.name }, cause: null }
    return [{ kind: 'failure', id, severity, failure, log: [], repair }]
  })
}

function ofConnector({ pipeline }: ConsoleSnapshot, nodes: Readonly<Record<NodeId, NodeState>>): Finding[] {
  const node = nodes.debezium
  const repair: Repair = { kind: 'restart_service', service: 'connect' }
  if (node.kind === 'broken' && node.cause.kind === 'connector') {
    const trace = known(pipeline?.connector)?.tasks.find((task) => task.trace !== null)?.trace ?? null
    const failure: Failure = { code: 'connector_failed', details: {}, cause: trace }
    return [{ kind: 'failure', id: 'connector', severity: 'fail', failure, log: [], repair }]
  }
  if (node.kind === 'warn' && node.cause !== 'behind') {
    // A restart does not resume what was paused by hand.
    const offered = node.cause === 'connector_paused' ? null : repair
    return [
      { kind: 'fact', id: 'connector', severity: 'warn', fact: node.cause, part: null, count: 0, repair: offered },
    ]
  }
  return []
}

function ofFlow(snapshot: ConsoleSnapshot, nodes: Readonly<Record<NodeId, NodeState>>): Finding[] {
  const { pipeline, settings } = snapshot
  const consumers = [
    ['enricher', 'enricher', groupOf(pipeline, settings.enricherGroup, topics.events)],
    ['clickhouse', 'clickhouse', groupOf(pipeline, settings.clickhouseGroup, topics.enriched)],
    ['redis', 'leaderboard', groupOf(pipeline, settings.leaderboardGroup, topics.enriched)],
  ] as const
  return consumers.flatMap(([id, part, group]): Finding[] => {
    const node = nodes[id]
    const count = group?.lag ?? 0
    const repair: Repair =
      part === 'clickhouse' ? { kind: 'restart_service', service: part } : { kind: 'restart_worker', worker: part }
    if (node.kind === 'broken' && node.cause.kind === 'stalled') {
      return [{ kind: 'fact', id: `flow-${id}`, severity: 'fail', fact: 'stalled', part, count, repair }]
    }
    if (node.kind === 'warn' && node.cause === 'behind') {
      return [{ kind: 'fact', id: `flow-${id}`, severity: 'warn', fact: 'behind', part, count, repair: null }]
    }
    return []
  })
}

/** The service that a node's readings come from. */
const serviceOfNode = {
  postgres: 'postgres',
  debezium: 'connect',
  events: 'kafka',
  clickhouse: 'clickhouse',
  redis: 'redis',
} as const satisfies Partial<Record<NodeId, ServiceName>>
const readNodes = ['postgres', 'debezium', 'events', 'clickhouse', 'redis'] as const

/** Parts that run but answer nobody: unknown is not well. */
function ofUnread(snapshot: ConsoleSnapshot, nodes: Readonly<Record<NodeId, NodeState>>): Finding[] {
  // Without its observer nothing is read: that is told once, as its own finding.
  if (!isObserverUp(snapshot) || isObserverSilent(snapshot)) return []
  return readNodes
    .filter((id) => nodes[id].kind === 'unknown')
    .map((id) => ({
      kind: 'fact',
      id: `unread-${id}`,
      severity: 'warn',
      fact: 'unreadable',
      part: serviceOfNode[id],
      count: 0,
      repair: { kind: 'open', screen: 'stack' },
    }))
}

function ofRecords(snapshot: ConsoleSnapshot): Finding[] {
  const { pipeline } = snapshot
  const findings: Finding[] = []
  const warn = (fact: FactId, count: number, repair: Repair | null): void => {
    findings.push({ kind: 'fact', id: fact, severity: 'warn', fact, part: null, count, repair })
  }
  if (isObserverUp(snapshot) && isObserverSilent(snapshot)) {
    warn('observer_silent', 0, { kind: 'restart_worker', worker: 'observer' })
  }
  const deadLetters = known(pipeline?.tally)?.deadLetters ?? 0
  if (deadLetters > 0) warn('dead_letters', deadLetters, { kind: 'open', screen: 'topics' })
  const errors = known(pipeline?.clickhouse)?.errors ?? 0
  if (errors > 0) warn('warehouse_errors', errors, { kind: 'open', screen: 'warehouse' })
  if (compareCounts(snapshot).verdict === 'differ') warn('counts_differ', 0, { kind: 'open', screen: 'warehouse' })
  return findings
}

function isObserverUp({ workers }: ConsoleSnapshot): boolean {
  return workers.some((worker) => worker.name === 'observer' && worker.state === 'running')
}

function isObserverSilent({ pipeline, at }: ConsoleSnapshot): boolean {
  return pipeline !== null && at - pipeline.at > staleAfterMs
}

export interface CountComparison {
  /** Distinct live events in each place; null where not known. */
  readonly postgres: number | null
  readonly flat: number | null
  readonly enriched: number | null
  readonly clickhouse: number | null
  /** agree: all equal · moving: events are on their way · waiting: a part is broken · differ: nothing moves and they are unequal. */
  readonly verdict: 'agree' | 'moving' | 'waiting' | 'differ' | 'unknown'
}

const settledSeconds = 10

/** The same events counted in four places. */
export function compareCounts(snapshot: ConsoleSnapshot): CountComparison {
  const { pipeline } = snapshot
  const tally = known(pipeline?.tally)
  const postgres = known(pipeline?.postgres)?.events ?? null
  const flat = tally?.flat ?? null
  const enriched = tally?.enriched ?? null
  const clickhouse = known(pipeline?.clickhouse)?.distinct ?? null
  const counts = { postgres, flat, enriched, clickhouse }
  const values = Object.values(counts)
  if (pipeline === null || tally === null || values.includes(null)) return { ...counts, verdict: 'unknown' }
  if (values.every((value) => value === postgres)) return { ...counts, verdict: 'agree' }
  if (derivePipeline(snapshot).cause !== null) return { ...counts, verdict: 'waiting' }
  const recent = [...pipeline.rates.flat.slice(-settledSeconds), ...pipeline.rates.enriched.slice(-settledSeconds)]
  const isWaiting = known(pipeline.groups)?.some((group) => group.lag > 0) ?? true
  const isSettled = tally.caughtUp && !isWaiting && recent.length > 0 && recent.every((rate) => rate === 0)
  return { ...counts, verdict: isSettled ? 'differ' : 'moving' }
}
