import { expect, it, test } from 'vitest'
import { candidates, causesOf } from '../../diagnose'
import type { Facts } from '../../facts'
import type { PostgresFacts } from '../../probes/postgres'
import {
  healthyConnect,
  healthyPostgres,
  healthyStack,
  lookAt,
  lookAtNothing,
  testFacts,
  testNow,
  testTrend,
} from '../../testFacts'
import { connectRules } from '../connect'
import { postgresRules } from '.'

const rules = [...postgresRules, ...connectRules]
/** What stands after causes have taken their symptoms, without its subject. */
const found = (facts: Facts): string[] => causesOf(candidates(rules, facts)).map(({ rule }) => rule.id)
const withPostgres = (changed: Partial<PostgresFacts>): Facts =>
  testFacts({ postgres: lookAt({ ...healthyPostgres, ...changed }) })
const slot = (changed: Partial<NonNullable<PostgresFacts['slot']>>): Partial<PostgresFacts> => ({
  slot: healthyPostgres.slot === null ? null : { ...healthyPostgres.slot, ...changed },
})
const tables = (
  change: (table: PostgresFacts['tables'][number]) => readonly PostgresFacts['tables'][number][],
): Partial<PostgresFacts> => ({ tables: healthyPostgres.tables.flatMap(change) })
const triggers = (changed: Readonly<Record<string, string>>): Partial<PostgresFacts> =>
  tables((table) => [{ ...table, triggers: table.name === 'content' ? table.triggers : changed }])
const allOperations = { insert: true, update: true, delete: true, truncate: true }

it('finds nothing on a healthy pipeline, nor on one of which nothing is known', () => {
  expect(found(testFacts())).toEqual([])
  expect(found(testFacts({ postgres: lookAtNothing, connect: lookAtNothing }))).toEqual([])
  expect(found(testFacts({ endpoints: null, stack: null }))).toEqual([])
})

it('finds nothing while the stack starts: nothing has been prepared yet', () => {
  const nothing = { publication: null, published: [], role: null, tables: [], slot: null, slots_used: 0 }
  const { postgres } = withPostgres(nothing)
  const connect = lookAt({ status: null, differing: null, plugin: true })
  expect(found(testFacts({ stack: { ...healthyStack, phase: 'starting' }, postgres, connect }))).toEqual([])
})

test.for<readonly [string, Partial<PostgresFacts>]>([
  ['wal_level', { wal_level: 'replica' }],
  ['postgres_read_only', { read_only: true }],
  ['postgres_read_only', { in_recovery: true, log_position: null }],
  ['table_missing', tables((table) => (table.name === 'content' ? [] : [table]))],
  ['table_differs', tables((table) => [{ ...table, columns: { ...table.columns, id: 'integer' } }])],
  ['role_missing', { role: null }],
  ['role_missing', { role: { login: true, replication: false, connect: true } }],
  ['grant_missing', tables((table) => [{ ...table, readable: table.name === 'content' }])],
  ['grant_missing', { role: { login: true, replication: true, connect: false } }],
  ['role_refused', { refusal: 'password authentication failed', ...slot({ active: false }) }],
  ['publication_missing', { publication: null, published: [] }],
  ['publication_incomplete', { published: ['content'] }],
  ['publication_incomplete', { publication: { ...allOperations, delete: false } }],
  ['identity_not_full', tables((table) => [{ ...table, full_identity: table.name === 'content' }])],
  ['trigger_missing', triggers({ marsad_row_by_row: 'O' })],
  ['trigger_missing', triggers({ marsad_tell_again: 'O' })],
  ['trigger_missing', triggers({ marsad_tell_again: 'D', marsad_row_by_row: 'D' })],
  ['trigger_missing', triggers({ marsad_tell_again: 'R', marsad_row_by_row: 'O' })],
  ['no_free_slot', { slot: null, slots_used: 20 }],
  ['slot_lost', slot({ wal_status: 'lost', active: false, restart_position: null })],
  ['slot_lost', slot({ wal_status: 'unreserved' })],
  ['slot_missing', { slot: null, slots_used: 0 }],
  ['slot_inactive', slot({ active: false })],
  ['slot_retains_much', { log_position: 3e9, ...slot({ restart_position: 1e9 }) }],
])('%s is found alone', ([rule, changed]) => {
  const facts = withPostgres(changed)
  const [first, ...others] = causesOf(candidates(rules, facts)).map((cause) => cause)
  expect(first?.rule.id).toBe(rule)
  // A fault of two tables is two findings of one rule.
  expect(others.filter((cause) => cause.rule.id !== rule)).toEqual([])
  expect(first?.found.evidence.length).toBeGreaterThan(0)
})

it('tells of each trigger that does not do its work, with its state, and of none of a table that is missing', () => {
  const wordsOf = (changed: Partial<PostgresFacts>): readonly (readonly [string, unknown])[] =>
    causesOf(candidates(rules, withPostgres(changed))).flatMap(({ rule, found: { evidence } }) =>
      evidence.map(({ word, values }) => [rule.id === 'trigger_missing' ? word : rule.id, values?.['state']] as const),
    )
  expect(wordsOf(triggers({ somebodys: 'O' }))).toEqual([
    ['tell_again', undefined],
    ['row_by_row', undefined],
  ])
  expect(wordsOf(triggers({ marsad_tell_again: 'D' }))).toEqual([
    ['does_not_fire', 'D'],
    ['row_by_row', undefined],
  ])
  // It keeps COPY from putting rows together all the same.
  expect(wordsOf(triggers({ marsad_tell_again: 'A', marsad_row_by_row: 'D' }))).toEqual([])
  const absent = tables((table) => (table.name === 'content' ? [table] : []))
  expect(wordsOf(absent)).toEqual([['table_missing', undefined]])
})

it('takes further columns, and text of a bounded length, for the expected table', () => {
  const wider = tables((table) => [
    {
      ...table,
      columns: { ...table.columns, ...('slug' in table.columns ? { slug: 'character varying' } : {}), more: 'text' },
    },
  ])
  expect(found(withPostgres(wider))).toEqual([])
})

it('tells a missing publication, not the failure that it causes', () => {
  const trace = 'org.apache.kafka.connect.errors.ConnectException: Publication autocreation is disabled'
  const connect = lookAt({
    ...healthyConnect,
    status: { connector: { state: 'RUNNING' as const }, tasks: [{ id: 0, state: 'FAILED' as const, trace }] },
  })
  expect(found({ ...withPostgres({ publication: null, published: [] }), connect })).toEqual(['publication_missing'])
  expect(found(testFacts({ connect }))).toEqual(['connector_failed'])
})

it('leaves a slot to a connector that is paused, has just come back, or reads the tables for the first time', () => {
  const facts = withPostgres(slot({ active: false }))
  const paused = { connector: { state: 'PAUSED' as const }, tasks: [{ id: 0, state: 'PAUSED' as const }] }
  expect(found({ ...facts, connect: lookAt({ ...healthyConnect, status: paused }) })).toEqual(['connector_paused'])
  const services = healthyStack.services.map((each) => ({ ...each, since: facts.now - 3_000 }))
  expect(found({ ...facts, stack: { ...healthyStack, services } })).toEqual([])
  expect(found({ ...facts, trend: testTrend({ records_of_events: [10, 400] }) })).toEqual([])
})

test('a lock for which others wait is told once it is more than a moment old', () => {
  const holder = { table: 'content', pid: 71, application: 'psql', state: 'idle in transaction', waiting: 2 }
  const held = (ms: number | null) =>
    candidates(
      postgresRules,
      testFacts({
        postgres: lookAt({
          ...healthyPostgres,
          lock_holders: [{ ...holder, since_ms: ms === null ? null : testNow - ms }],
        }),
      }),
    ).map(({ id, found: { values } }) => [id, values])
  expect(held(1_000)).toEqual([])
  expect(held(null)).toHaveLength(1)
  expect(held(9_000)).toEqual([['table_locked/content', { table: 'content', waiting: 2 }]])
})
