import { expect, it } from 'vitest'
import { loopbackEndpoints } from '../../../../contract/loopbackEndpoints'
import { sampleAccess } from '../../../../contract/testing/sampleAccess'
import { defaultSettings } from '../../../../contract/settings'
import { candidates, causesOf, type Cause } from '../../diagnose'
import type { Facts } from '../../facts'
import type { ConnectFacts } from '../../probes/connect'
import { healthyConnect, healthyPostgres, healthyStack, lookAt, testFacts, testTrend } from '../../testFacts'
import { postgresRules } from '../postgres'
import { connectRules } from '.'

const causes = (facts: Facts): Cause[] => causesOf(candidates([...postgresRules, ...connectRules], facts))
const found = (facts: Facts): string[] => causes(facts).map(({ rule }) => rule.id)
const withConnect = (changed: Partial<ConnectFacts>): Facts =>
  testFacts({ connect: lookAt({ ...healthyConnect, ...changed }) })
const running = { state: 'RUNNING' } as const
const failedWith = (trace: string): Partial<ConnectFacts> => ({
  status: { connector: running, tasks: [{ id: 0, state: 'FAILED', trace }] },
})

it('finds a plugin or a connector that is not there', () => {
  expect(found(withConnect({ status: null, differing: null, plugin: false }))).toEqual(['plugin_missing'])
  expect(found(withConnect({ status: null, differing: null }))).toEqual(['connector_missing'])
  // Made while it was there: it fails, as whatever was made of it does.
  expect(found(withConnect({ plugin: false, ...failedWith('a.B: no') }))).toEqual(['plugin_missing'])
  // Made a moment ago: Connect has its configuration, and no status yet.
  expect(found(withConnect({ status: null }))).toEqual([])
})

it('names the settings in which the connector differs, never their values', () => {
  const [cause] = causes(withConnect({ differing: ['database.password', 'slot.name'] }))
  expect(cause?.rule.id).toBe('connector_differs')
  expect(cause?.found.evidence[0]?.values).toEqual({ keys: 'database.password, slot.name' })
})

it('takes other settings for the cause of a failure', () => {
  expect(found(withConnect({ differing: ['slot.name'], ...failedWith('a.B: no') }))).toEqual(['connector_differs'])
})

it('says why a connector has failed, at its top and at its bottom, without a password', () => {
  const trace =
    'org.x.ConnectException: Error s3cret while starting\n\tat a.b\nCaused by: org.x.PSQLException: FATAL: no entry for "dbz" with s3cret\n\t... 5 more'
  const plain = loopbackEndpoints(defaultSettings.ports, sampleAccess)
  const endpoints = { ...plain, debezium: { ...plain.debezium, password: 's3cret' } }
  const [cause] = causes({ ...withConnect(failedWith(trace)), endpoints })
  expect(cause?.rule.id).toBe('connector_failed')
  expect(cause?.found.values?.['cause']).toBe('FATAL: no entry for "dbz" with [hidden]')
  expect(cause?.found.evidence.map(({ word }) => word)).toEqual(['state', 'first', 'cause'])
  expect(JSON.stringify(cause?.found)).not.toContain('s3cret')
  expect(cause?.found.fixes).toEqual(['restart'])
})

it('tells what happened, not what the objects in the sentence hold, and cuts what is too long all the same', () => {
  const place = `sourceInfo=source_info[server='x', lsn=LSN{0/1C43AC0}, ${'y'.repeat(300)}], partitionKeys={}`
  const trace = `a.B: The change stream starting at Place [${place}] is no longer available on the server. Reconfigure it.`
  const sentence = (text: string): unknown => causes(withConnect(failedWith(text)))[0]?.found.values?.['cause']
  expect(sentence(trace)).toBe(
    'The change stream starting at Place … is no longer available on the server. Reconfigure it.',
  )
  expect(sentence('a.B: The table [x] is not there')).toBe('The table [x] is not there')
  expect(sentence(`a.B: ${'z'.repeat(400)}`)).toBe(`${'z'.repeat(299)}…`)
})

it('offers what mends the failure', () => {
  const lost = 'io.debezium.DebeziumException: The place x, but this is no longer available on the server. Reconfigure'
  expect(causes(withConnect(failedWith(lost)))[0]?.found.fixes).toEqual(['read_anew', 'restart'])
  const refused = withConnect(failedWith('a.B: FATAL: password authentication failed for user "dbz"'))
  expect(causes(refused)[0]?.found.fixes).toEqual(['password', 'restart'])
  const remote = { ...refused, stack: { ...healthyStack, kind: 'remote' as const } }
  expect(causes(remote)[0]?.found.fixes).toEqual(['restart'])
})

it('takes a failure to last until changes leave Postgres again, however the connector is', () => {
  const lingers = (facts: Facts): boolean | undefined =>
    connectRules.find(({ id }) => id === 'connector_failed')?.lingers?.(facts)
  const postgres = lookAt({ ...healthyPostgres, slot: null })
  expect(lingers(testFacts({}))).toBe(false)
  expect(lingers(testFacts({ postgres }))).toBe(true)
  const of = (state: 'RESTARTING' | 'STOPPED'): Facts =>
    testFacts({ postgres, connect: lookAt({ ...healthyConnect, status: { connector: { state }, tasks: [] } }) })
  expect(lingers(of('RESTARTING'))).toBe(true)
  // Another rule tells.
  expect(lingers(of('STOPPED'))).toBe(false)
  expect(lingers(withConnect({ status: null }))).toBe(false)
})

it('finds a task that nobody runs', () => {
  expect(found(withConnect({ status: { connector: running, tasks: [] } }))).toEqual(['connector_unassigned'])
  const status = { connector: running, tasks: [{ id: 0, state: 'UNASSIGNED' as const }] }
  expect(found(withConnect({ status }))).toEqual(['connector_unassigned'])
  expect(causes(withConnect({ status }))[0]?.found).toMatchObject({
    severity: 'fail',
    breaks: ['capture'],
    fixes: ['make_again'],
  })
  // Its task goes on.
  const alone = { connector: { state: 'UNASSIGNED' as const }, tasks: [{ id: 0, ...running }] }
  expect(causes(withConnect({ status: alone }))[0]?.found).toMatchObject({ severity: 'warn', breaks: [] })
})

it('finds a connector that confirms nothing while the log grows, and only then', () => {
  const facts = testFacts()
  const silent = { log_position: [1_000, 9_000], confirmed_position: [900, 900] } as const
  expect(found({ ...facts, trend: testTrend(silent) })).toEqual(['capture_silent'])
  const fixes = (kind: 'embedded' | 'remote'): readonly string[] | undefined =>
    causes({ ...facts, stack: { ...healthyStack, kind }, trend: testTrend(silent) })[0]?.found.fixes
  expect([fixes('embedded'), fixes('remote')]).toEqual([['restart_service', 'restart'], ['restart']])
  const advice = (kind: 'embedded' | 'remote'): string | undefined =>
    causes({ ...facts, stack: { ...healthyStack, kind }, trend: testTrend(silent) })[0]?.found.evidence.find(
      ({ word }) => word === 'elsewhere',
    )?.command
  expect(advice('embedded')).toBeUndefined()
  expect(advice('remote')).toMatch(/^kafka-features\.sh .* downgrade --feature transaction\.version=1$/)
  expect(found({ ...facts, trend: testTrend({ ...silent, log_position: [1_000, 1_000] }) })).toEqual([])
  expect(found({ ...facts, trend: testTrend({ ...silent, confirmed_position: [900, 8_000] }) })).toEqual([])
  expect(found({ ...facts, trend: testTrend({ ...silent, records_of_events: [5, 9] }) })).toEqual([])
})
