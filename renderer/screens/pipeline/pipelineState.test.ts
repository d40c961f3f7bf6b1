import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../contract/doctor'
import { consoleSnapshotSchema, type ConsoleSnapshot, type ServiceName } from '../../../contract/snapshot'
import * as fixtures from '../../test-support/snapshots'
import { finding, withFindings } from '../../test-support/snapshots'
import { derivePipeline, nodeIds, type NodeId, type NodeState } from './pipelineState'

const kinds = (snapshot: ConsoleSnapshot): Record<NodeId, NodeState['kind']> => {
  const { nodes } = derivePipeline(snapshot)
  return {
    postgres: nodes.postgres.kind,
    debezium: nodes.debezium.kind,
    events: nodes.events.kind,
    content: nodes.content.kind,
    enricher: nodes.enricher.kind,
    enriched: nodes.enriched.kind,
    clickhouse: nodes.clickhouse.kind,
    redis: nodes.redis.kind,
  }
}
const brokenOf = (snapshot: ConsoleSnapshot): NodeId[] =>
  nodeIds.filter((id) => derivePipeline(snapshot).nodes[id].kind === 'broken')

it('uses fixtures that the contract accepts', () => {
  const all = [
    fixtures.ready(),
    fixtures.stopped(),
    fixtures.starting(),
    fixtures.startFailed(),
    fixtures.serviceFailed('kafka'),
    fixtures.enricherDown(),
    fixtures.unknownReadings(),
    fixtures.withNotice(fixtures.ready()),
  ]
  for (const snapshot of all) expect(consoleSnapshotSchema.parse(snapshot)).toEqual(snapshot)
})

describe('derivePipeline', () => {
  it('finds everything well when data flows', () => {
    const state = derivePipeline(fixtures.ready())
    expect(new Set(Object.values(state.nodes).map((node) => node.kind))).toEqual(new Set(['ok']))
    expect(new Set(Object.values(state.edges).map((edge) => edge.kind))).toEqual(new Set(['flowing']))
    expect(state.cause).toBeNull()
  })

  it('tells idle from dead: no commits at the source and nothing waiting', () => {
    expect(new Set(Object.values(kinds(fixtures.ready(0))))).toEqual(new Set(['idle']))
  })

  it('draws nothing as broken while the stack is stopped or starting', () => {
    expect(new Set(Object.values(kinds(fixtures.stopped())))).toEqual(new Set(['off']))
    expect(brokenOf(fixtures.starting())).toEqual([])
    expect(kinds(fixtures.starting())).toMatchObject({ postgres: 'ok', debezium: 'starting', events: 'starting' })
  })

  it('draws a part that runs but that the doctor found broken as broken, and not for a warning', () => {
    const found = (subject: string, severity: Finding['severity']): ConsoleSnapshot =>
      withFindings(fixtures.ready(), finding('service_silent', { subject, severity }))
    expect(derivePipeline(found('clickhouse', 'fail')).nodes.clickhouse).toEqual({
      kind: 'broken',
      cause: { kind: 'service', service: 'clickhouse', state: 'unwell' },
      since: fixtures.now - 3_000,
    })
    expect(derivePipeline(found('enricher', 'fail')).cause).toBe('enricher')
    expect(brokenOf(found('clickhouse', 'warn'))).toEqual([])
  })

  it('draws what lets nothing through as stalled where the doctor knows why, though all runs', () => {
    const missing = finding('publication_missing', { severity: 'fail', breaks: ['connect', 'capture'] })
    const still = derivePipeline(withFindings(fixtures.ready(0), missing))
    expect(still.nodes.debezium).toEqual({ kind: 'broken', cause: { kind: 'stalled' }, since: missing.since })
    expect(still.nodes.enricher).toMatchObject({ kind: 'starved', behind: 'debezium' })
    // One table of two may be missing in it: what flows is not drawn as standing.
    expect(derivePipeline(withFindings(fixtures.ready(200), missing)).cause).toBeNull()
    const detached = finding('kafka_table_detached', { severity: 'fail', breaks: ['warehouse'] })
    expect(brokenOf(withFindings(fixtures.ready(0), detached))).toEqual(['clickhouse'])
  })

  it('shows a dead enricher as the one cause, with what waits before it and starved parts behind it', () => {
    const state = derivePipeline(fixtures.enricherDown())
    expect(state.cause).toBe('enricher')
    expect(state.nodes.enricher).toEqual({
      kind: 'broken',
      cause: { kind: 'worker', worker: 'enricher', state: 'backoff' },
      since: fixtures.now - 14_000,
    })
    expect(kinds(fixtures.enricherDown())).toEqual({
      postgres: 'ok',
      debezium: 'ok',
      events: 'ok',
      content: 'ok',
      enricher: 'broken',
      enriched: 'starved',
      clickhouse: 'starved',
      redis: 'starved',
    })
    expect(state.edges.consume).toMatchObject({
      kind: 'broken',
      waiting: { count: 2812, unit: 'messages' },
      ageMs: 14_100,
      growing: true,
    })
    expect(state.edges.warehouse.kind).toBe('starved')
  })

  it.each<[ServiceName, NodeId]>([
    ['postgres', 'postgres'],
    ['kafka', 'events'],
    ['connect', 'debezium'],
    ['clickhouse', 'clickhouse'],
    ['redis', 'redis'],
  ])('has exactly one broken node when %s has failed: %s', (service, node) => {
    expect(brokenOf(fixtures.serviceFailed(service))).toEqual([node])
  })

  it('does not blame the workers and the connector when Kafka is down', () => {
    const base = fixtures.serviceFailed('kafka')
    const snapshot: ConsoleSnapshot = {
      ...base,
      workers: base.workers.map((one) =>
        one.name === 'enricher' || one.name === 'leaderboard' ? { ...one, state: 'backoff' } : one,
      ),
      stack: {
        ...base.stack,
        services: base.stack.services.map((one) => (one.name === 'connect' ? { ...one, state: 'backoff' } : one)),
      },
    }
    expect(kinds(snapshot)).toEqual({
      postgres: 'ok',
      debezium: 'blocked',
      events: 'broken',
      content: 'starved',
      enricher: 'starved',
      enriched: 'starved',
      clickhouse: 'starved',
      redis: 'starved',
    })
  })

  it('does not blame a connector whose task failed because Postgres is down', () => {
    const base = fixtures.serviceFailed('postgres')
    if (base.pipeline === null) throw new Error('the fixture has a pipeline')
    const connector = fixtures.mapKnown(base.pipeline.connector, () => ({
      state: 'RUNNING',
      tasks: [{ id: 0, state: 'FAILED', trace: 'connection refused' }],
    }))
    expect(brokenOf({ ...base, pipeline: { ...base.pipeline, connector } })).toEqual(['postgres'])
  })

  it('keeps two faults apart that have nothing to do with each other', () => {
    const enricher = fixtures.enricherDown()
    const redis = fixtures.serviceFailed('redis')
    expect(brokenOf({ ...enricher, stack: redis.stack })).toEqual(['enricher', 'redis'])
  })

  it('calls a connector broken that failed, or is paused and holds events back by what the doctor found', () => {
    const withConnector = (state: string, task: string): ConsoleSnapshot => {
      const base = fixtures.ready(0)
      if (base.pipeline === null) throw new Error('the fixture has a pipeline')
      const status = { state, tasks: [{ id: 0, state: task, trace: null }] }
      const connector = fixtures.mapKnown(base.pipeline.connector, () => status)
      return { ...base, pipeline: { ...base.pipeline, connector } }
    }
    const debezium = (snapshot: ConsoleSnapshot): NodeState => derivePipeline(snapshot).nodes.debezium
    const found = finding('connector_paused', { severity: 'fail', breaks: ['capture'] })
    const broken = (state: 'failed' | 'paused', since: number | null): NodeState => ({
      kind: 'broken',
      cause: { kind: 'connector', state },
      since,
    })
    expect(debezium(withConnector('RUNNING', 'FAILED'))).toEqual(broken('failed', null))
    expect(debezium(withFindings(withConnector('RUNNING', 'FAILED'), found))).toEqual(broken('failed', found.since))
    expect(debezium(withConnector('PAUSED', 'PAUSED'))).toEqual({ kind: 'warn', cause: 'connector_paused' })
    // Of before it was stopped.
    const stopped = withConnector('STOPPED', 'FAILED')
    expect(debezium(stopped)).toEqual({ kind: 'warn', cause: 'connector_paused' })
    expect(debezium(withFindings(stopped, found))).toEqual(broken('paused', found.since))
  })

  it('calls a running consumer stalled when old records wait and nothing passes, and behind when something does', () => {
    const base = fixtures.enricherDown()
    const workers = fixtures.ready().workers
    expect(derivePipeline({ ...base, workers }).nodes.enricher).toEqual({
      kind: 'broken',
      cause: { kind: 'stalled' },
      since: fixtures.now - 14_100,
    })
    if (base.pipeline === null) throw new Error('the fixture has a pipeline')
    const moving = { ...base.pipeline, topics: fixtures.ready().pipeline?.topics ?? base.pipeline.topics }
    expect(derivePipeline({ ...base, workers, pipeline: moving }).nodes.enricher).toEqual({
      kind: 'warn',
      cause: 'behind',
    })
  })

  it('marks a running store that cannot be read as unknown, not as zero and not as broken', () => {
    const state = derivePipeline(fixtures.unknownReadings())
    expect(state.nodes.clickhouse).toEqual({
      kind: 'unknown',
      reason: 'connect ECONNREFUSED 127.0.0.1:8123',
      lastAt: fixtures.now - 42_000,
    })
    expect(state.cause).toBeNull()
  })

  it('splits the medians into hops', () => {
    const { edges } = derivePipeline(fixtures.ready())
    expect(edges.capture.hopMs).toBe(65)
    expect(edges.consume.hopMs).toBe(18)
    expect(edges.rank.hopMs).toBe(31)
    expect(edges.warehouse.hopMs).toBe(212)
  })
})
