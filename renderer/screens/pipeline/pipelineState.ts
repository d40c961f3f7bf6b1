/**
 * What the map draws, derived from one snapshot: which part is broken, what only suffers from it, what is idle.
 *
 * The grammar: one cause, one broken node. A part that fails because another one did (a worker without Kafka, a
 * connector without Postgres) is not a cause of its own: behind the cause it is `starved`, before it `blocked`.
 */
import type { Finding, Part } from '../../../contract/doctor'
import { known } from '../../../contract/known'
import { freshnessBudgetMs, topics, type TopicName } from '../../../contract/pipeline'
import type {
  ConsoleSnapshot,
  GroupLag,
  Latency,
  PipelineSnapshot,
  Reading,
  ServiceName,
  ServiceSnapshot,
  ServiceState,
  TopicSnapshot,
  WorkerName,
  WorkerSnapshot,
} from '../../../contract/snapshot'
import type { UnreadReason } from '../../../contract/unread'

export const nodeIds = [
  'postgres',
  'debezium',
  'events',
  'content',
  'enricher',
  'enriched',
  'clickhouse',
  'redis',
] as const
export type NodeId = (typeof nodeIds)[number]

/** `unwell`: it runs, but the doctor found it broken. */
type PartState = ServiceState | 'unwell'

export type BreakCause =
  | { readonly kind: 'service'; readonly service: ServiceName; readonly state: PartState }
  | { readonly kind: 'worker'; readonly worker: WorkerName; readonly state: PartState }
  | { readonly kind: 'connector'; readonly state: 'failed' | 'paused' }
  /** It runs, but nothing comes through: for longer than the budget while records wait, or the doctor found why. */
  | { readonly kind: 'stalled' }

export type WarnCause = 'connector_paused' | 'slot_inactive' | 'behind'

export type NodeState =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'ok' }
  /** Well, and nothing to do: nothing is being committed at the source. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'warn'; readonly cause: WarnCause }
  /** `since` in epoch ms; null where nobody knows. */
  | { readonly kind: 'broken'; readonly cause: BreakCause; readonly since: number | null }
  /** Gets nothing, because `behind` is broken. */
  | { readonly kind: 'starved'; readonly behind: NodeId; readonly since: number | null }
  /** Cannot deliver, because `before` is broken. */
  | { readonly kind: 'blocked'; readonly before: NodeId }
  | { readonly kind: 'unknown'; readonly reason: UnreadReason; readonly lastAt: number | null }

export const edgeIds = ['wal', 'capture', 'consume', 'produce', 'warehouse', 'rank'] as const
export type EdgeId = (typeof edgeIds)[number]

export interface EdgeState {
  readonly kind: 'flowing' | 'broken' | 'starved' | 'off'
  /** What waits on this hop; null where it is not known. */
  readonly waiting: { readonly count: number; readonly unit: 'events' | 'messages' | 'bytes' } | null
  /** Median time of this hop alone in milliseconds; null where it is not measured. */
  readonly hopMs: number | null
  /** Age of the oldest record that waits, in milliseconds; null where nothing waits or it is not known. */
  readonly ageMs: number | null
  /** Records arrive and none is taken. */
  readonly growing: boolean
}

export interface PipelineState {
  readonly nodes: Readonly<Record<NodeId, NodeState>>
  readonly edges: Readonly<Record<EdgeId, EdgeState>>
  /** The broken node nearest to the source; null when none is. */
  readonly cause: NodeId | null
}

/** @param snapshot a snapshot whose stale readings are already marked unknown (see markStale) */
export function derivePipeline(snapshot: ConsoleSnapshot): PipelineState {
  const nodes = deriveNodes(snapshot)
  const cause = nodeIds.find((id) => nodes[id].kind === 'broken') ?? null
  return { nodes, edges: deriveEdges(snapshot, nodes), cause }
}

export function topicOf(pipeline: PipelineSnapshot | null, name: TopicName): TopicSnapshot | null {
  return known(pipeline?.topics)?.find((topic) => topic.name === name) ?? null
}

export function groupOf(pipeline: PipelineSnapshot | null, group: string, topic: TopicName): GroupLag | null {
  return known(pipeline?.groups)?.find((one) => one.group === group && one.topic === topic) ?? null
}

/** What a part says of itself, before the others are looked at. */
type Own =
  | { readonly kind: 'up' | 'off' | 'starting' }
  | { readonly kind: 'down'; readonly cause: BreakCause; readonly since: number | null }
  | { readonly kind: 'warn'; readonly cause: WarnCause }
  | { readonly kind: 'unreadable'; readonly reason: UnreadReason; readonly lastAt: number | null }

/** The parts whose fall makes a part fail that is not at fault itself. Kafka stands on the map as its first topic. */
const needs: Readonly<Record<NodeId, readonly NodeId[]>> = {
  postgres: [],
  debezium: ['postgres', 'events'],
  events: [],
  content: ['events'],
  enricher: ['events'],
  enriched: ['events'],
  clickhouse: ['events'],
  redis: ['events'],
}

const upstream: Readonly<Record<NodeId, NodeId | null>> = {
  postgres: null,
  debezium: 'postgres',
  events: 'debezium',
  content: 'debezium',
  enricher: 'events',
  enriched: 'enricher',
  clickhouse: 'enriched',
  redis: 'enriched',
}

function deriveNodes(snapshot: ConsoleSnapshot): Record<NodeId, NodeState> {
  const own = deriveOwn(snapshot)
  const idle = isSourceIdle(snapshot)
  const result = new Map<NodeId, NodeState>()
  for (const id of nodeIds) {
    const behind = causeBefore(id, own, result)
    result.set(id, settle(id, own, behind, idle))
  }
  const nodeOf = (id: NodeId): NodeState => result.get(id) ?? { kind: 'off' }
  return {
    postgres: nodeOf('postgres'),
    debezium: nodeOf('debezium'),
    events: nodeOf('events'),
    content: nodeOf('content'),
    enricher: nodeOf('enricher'),
    enriched: nodeOf('enriched'),
    clickhouse: nodeOf('clickhouse'),
    redis: nodeOf('redis'),
  }
}

/** The broken node that keeps data from `id`, if any: along the way of the data, or one that it stands on. */
function causeBefore(
  id: NodeId,
  own: Readonly<Record<NodeId, Own>>,
  settled: ReadonlyMap<NodeId, NodeState>,
): { readonly node: NodeId; readonly since: number | null } | null {
  const before = upstream[id]
  const state = before === null ? undefined : settled.get(before)
  if (before !== null && state?.kind === 'broken') return { node: before, since: state.since }
  if (state?.kind === 'starved') return { node: state.behind, since: state.since }
  const stood = needs[id].find((need) => own[need].kind === 'down')
  const foundation = stood === undefined ? undefined : own[stood]
  if (stood !== undefined && foundation?.kind === 'down') return { node: stood, since: foundation.since }
  return null
}

function settle(
  id: NodeId,
  own: Readonly<Record<NodeId, Own>>,
  behind: { readonly node: NodeId; readonly since: number | null } | null,
  idle: boolean,
): NodeState {
  const self = own[id]
  if (self.kind === 'off' || self.kind === 'starting') return { kind: self.kind }
  const isOwnFault = self.kind === 'down' && !isConsequence(id, self.cause, own, behind !== null)
  if (self.kind === 'down' && isOwnFault) return { kind: 'broken', cause: self.cause, since: self.since }
  if (behind !== null) {
    return nodeIds.indexOf(behind.node) > nodeIds.indexOf(id)
      ? { kind: 'blocked', before: behind.node }
      : { kind: 'starved', behind: behind.node, since: behind.since }
  }
  switch (self.kind) {
    case 'warn':
      return { kind: 'warn', cause: self.cause }
    case 'unreadable':
      return { kind: 'unknown', reason: self.reason, lastAt: self.lastAt }
    case 'down':
      return { kind: 'broken', cause: self.cause, since: self.since }
    case 'up':
      return { kind: idle ? 'idle' : 'ok' }
  }
}

/** A store that died did so by itself. What reads from Kafka, or copies from Postgres, may fail for want of them. */
function isConsequence(id: NodeId, cause: BreakCause, own: Readonly<Record<NodeId, Own>>, cutOff: boolean): boolean {
  if (cause.kind === 'service' && cause.service !== 'connect' && cause.service !== 'kafka') return false
  // Nothing passes through a stalled part whose source is cut off.
  return (cause.kind === 'stalled' && cutOff) || needs[id].some((need) => own[need].kind === 'down')
}

function deriveOwn(snapshot: ConsoleSnapshot): Record<NodeId, Own> {
  const { pipeline, settings, at } = snapshot
  const kafka = ofService(snapshot, 'kafka')
  const postgres = ofService(snapshot, 'postgres')
  const clickhouse = ofService(snapshot, 'clickhouse')
  const redisService = ofService(snapshot, 'redis')
  const enriched = topicOf(pipeline, topics.enriched)

  const enrichedPerSecond = enriched?.ratePerSecond ?? null
  const enricher = orElse(ofWorker(snapshot, 'enricher'), () =>
    orElse(stalledBy(snapshot, 'enricher', enrichedPerSecond), () =>
      ofLag(groupOf(pipeline, settings.enricherGroup, topics.events), enrichedPerSecond, at),
    ),
  )
  const rowsPerSecond = known(pipeline?.clickhouse)?.ratePerSecond ?? null
  const warehouse = orElse(clickhouse, () =>
    orElse(stalledBy(snapshot, 'warehouse', rowsPerSecond), () =>
      orElse(ofLag(groupOf(pipeline, settings.clickhouseGroup, topics.enriched), rowsPerSecond, at), () =>
        ofReading(pipeline?.clickhouse),
      ),
    ),
  )
  const redis = orElse(redisService, () =>
    orElse(ofWorker(snapshot, 'leaderboard'), () =>
      orElse(ofLag(groupOf(pipeline, settings.leaderboardGroup, topics.enriched), null, at), () =>
        ofReading(pipeline?.redis),
      ),
    ),
  )
  const topicState = orElse(kafka, () => ofReading(pipeline?.topics))

  return {
    postgres: orElse(postgres, () => ofReading(pipeline?.postgres)),
    debezium: orElse(ofService(snapshot, 'connect'), () => ofConnector(snapshot)),
    events: topicState,
    content: topicState,
    enricher,
    enriched: topicState,
    clickhouse: warehouse,
    redis,
  }
}

/** `first` unless it is well; then what `next` finds. */
function orElse(first: Own, next: () => Own): Own {
  return first.kind === 'up' ? next() : first
}

function ofService(snapshot: ConsoleSnapshot, name: ServiceName): Own {
  const service = snapshot.stack.services.find((one: ServiceSnapshot) => one.name === name)
  return ofPart(snapshot, service, (state) => ({ kind: 'service', service: name, state }))
}

function ofWorker(snapshot: ConsoleSnapshot, name: WorkerName): Own {
  const worker = snapshot.workers.find((one) => one.name === name)
  return ofPart(snapshot, worker, (state) => ({ kind: 'worker', worker: name, state }))
}

/** A service or a worker by its life, and where it runs by what the doctor found: what runs may hang. */
function ofPart(
  { stack, doctor }: ConsoleSnapshot,
  part: ServiceSnapshot | WorkerSnapshot | undefined,
  cause: (state: PartState) => BreakCause,
): Own {
  if (part === undefined) return { kind: 'off' }
  const { name, state, since } = part
  const down = (shown: PartState, from: number | null): Own => ({ kind: 'down', cause: cause(shown), since: from })
  switch (state) {
    case 'running': {
      // What only follows from something else is no finding of its own.
      const finding = doctor?.findings.find(({ subject, severity }) => subject === name && severity === 'fail')
      return finding === undefined ? { kind: 'up' } : down('unwell', finding.since)
    }
    case 'starting':
      return { kind: 'starting' }
    case 'stopping':
      return { kind: 'off' }
    case 'backoff':
    case 'failed':
      return down(state, since)
    case 'stopped':
      // While the stack comes up it has not had its turn yet; in a running stack somebody is missing.
      if (stack.phase === 'starting') return { kind: 'starting' }
      return stack.phase === 'ready' || stack.phase === 'degraded' ? down(state, since) : { kind: 'off' }
  }
}

function ofConnector(snapshot: ConsoleSnapshot): Own {
  const { pipeline } = snapshot
  const connector = known(pipeline?.connector)
  // A stopped one has no tasks: one that failed is of before.
  const parts = connector === null || connector.state === 'STOPPED' ? [] : [connector, ...connector.tasks]
  if (parts.some(({ state }) => state === 'FAILED')) {
    const since = breakOf(snapshot, 'capture')?.since ?? null
    return { kind: 'down', cause: { kind: 'connector', state: 'failed' }, since }
  }
  const passedPerSecond = topicOf(pipeline, topics.events)?.ratePerSecond ?? null
  return orElse(stalledBy(snapshot, 'capture', passedPerSecond), () => {
    if (connector?.state === 'PAUSED' || connector?.state === 'STOPPED')
      return { kind: 'warn', cause: 'connector_paused' }
    return orElse(ofReading(pipeline?.connector), () =>
      known(pipeline?.slot)?.active === false ? { kind: 'warn', cause: 'slot_inactive' } : { kind: 'up' },
    )
  })
}

/** What the doctor's rules of the connector say of its state. */
const connectorRules: Readonly<Record<string, BreakCause>> = {
  connector_failed: { kind: 'connector', state: 'failed' },
  connector_paused: { kind: 'connector', state: 'paused' },
}

/** A part that lets nothing through because of what the doctor found. */
function stalledBy(snapshot: ConsoleSnapshot, part: Part, passedPerSecond: number | null): Own {
  const finding = passedPerSecond === 0 ? breakOf(snapshot, part) : null
  if (finding === null) return { kind: 'up' }
  return { kind: 'down', cause: connectorRules[finding.rule] ?? { kind: 'stalled' }, since: finding.since }
}

/** What the doctor found that keeps events from getting through a part; null where he found nothing. */
export function breakOf({ doctor }: ConsoleSnapshot, part: Part): Finding | null {
  return doctor?.findings.find(({ severity, breaks }) => severity === 'fail' && breaks.includes(part)) ?? null
}

/**
 * A consumer by its lag: records older than the budget wait. When nothing at all comes through it is stalled; when
 * something does (or nobody measures it) it is behind.
 */
function ofLag(group: GroupLag | null, passedPerSecond: number | null, at: number): Own {
  if (group === null || group.lag === 0 || group.lagMs === null || group.lagMs <= freshnessBudgetMs)
    return { kind: 'up' }
  if (passedPerSecond === 0) return { kind: 'down', cause: { kind: 'stalled' }, since: at - group.lagMs }
  return { kind: 'warn', cause: 'behind' }
}

function ofReading(reading: Reading<unknown> | undefined): Own {
  // Before the first report nothing speaks against a running part.
  if (reading === undefined || reading.state === 'known') return { kind: 'up' }
  return { kind: 'unreadable', reason: reading.reason, lastAt: reading.last?.at ?? null }
}

/** Nothing is committed and nothing waits. */
function isSourceIdle({ pipeline }: ConsoleSnapshot): boolean {
  const waiting = known(pipeline?.groups)?.some((group) => group.lag > 0) ?? false
  return known(pipeline?.postgres)?.ratePerSecond === 0 && !waiting
}

function deriveEdges(snapshot: ConsoleSnapshot, nodes: Readonly<Record<NodeId, NodeState>>): Record<EdgeId, EdgeState> {
  const { pipeline, settings } = snapshot
  const freshness = pipeline?.freshness
  const p50 = (latency: Latency | undefined): number | null => latency?.p50 ?? null
  const enrichedMs = p50(freshness?.commitToEnriched)
  const captureMs = p50(freshness?.capture)
  const slot = known(pipeline?.slot)
  const tally = known(pipeline?.tally)
  const committed = known(pipeline?.postgres)
  const inRate = topicOf(pipeline, topics.events)?.ratePerSecond ?? 0
  const outRate = topicOf(pipeline, topics.enriched)?.ratePerSecond ?? 0

  const edge = (from: NodeId, to: NodeId, rest: Partial<Omit<EdgeState, 'kind'>>): EdgeState => ({
    kind: edgeKind(nodes[from], nodes[to]),
    waiting: null,
    hopMs: null,
    ageMs: null,
    growing: false,
    ...rest,
  })
  const consumer = (from: NodeId, to: NodeId, group: GroupLag | null, arriving: number, hopMs: number | null) =>
    edge(from, to, {
      waiting: group === null ? null : { count: group.lag, unit: 'messages' },
      ageMs: group !== null && group.lag > 0 ? group.lagMs : null,
      hopMs,
      growing: nodes[to].kind === 'broken' && arriving > 0,
    })

  return {
    wal: edge('postgres', 'debezium', {
      waiting: slot === null ? null : { count: slot.retainedBytes, unit: 'bytes' },
    }),
    capture: edge('debezium', 'events', {
      waiting:
        tally === null || committed === null || !tally.caughtUp
          ? null
          : { count: Math.max(0, committed.events - tally.flat), unit: 'events' },
      hopMs: captureMs,
    }),
    consume: consumer(
      'events',
      'enricher',
      groupOf(pipeline, settings.enricherGroup, topics.events),
      inRate,
      difference(enrichedMs, captureMs),
    ),
    // Reading, joining and writing are one transaction: nothing can wait between the enricher and its topic.
    produce: edge('enricher', 'enriched', {}),
    warehouse: consumer(
      'enriched',
      'clickhouse',
      groupOf(pipeline, settings.clickhouseGroup, topics.enriched),
      outRate,
      difference(p50(freshness?.commitToClickhouse), enrichedMs),
    ),
    rank: consumer(
      'enriched',
      'redis',
      groupOf(pipeline, settings.leaderboardGroup, topics.enriched),
      outRate,
      difference(p50(freshness?.commitToLeaderboard), enrichedMs),
    ),
  }
}

function edgeKind(from: NodeState, to: NodeState): EdgeState['kind'] {
  if (from.kind === 'off' || from.kind === 'starting' || to.kind === 'off' || to.kind === 'starting') return 'off'
  if (from.kind === 'broken' || from.kind === 'starved' || to.kind === 'starved') return 'starved'
  return to.kind === 'broken' ? 'broken' : 'flowing'
}

/** The median of a hop as the difference of two medians from the commit; never below zero. */
function difference(later: number | null, earlier: number | null): number | null {
  return later === null || earlier === null ? null : Math.max(0, later - earlier)
}
