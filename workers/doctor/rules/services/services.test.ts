import { expect, test } from 'vitest'
import { MarsadError } from '../../../../contract/errors'
import type { ServiceSnapshot, StackSnapshot } from '../../../../contract/snapshot'
import type { UnreadReason } from '../../../../contract/unread'
import { candidates, causesOf } from '../../diagnose'
import { healthyStack, lookAtNothing, testFacts, testNow } from '../../testFacts'
import { serviceRules } from '.'

const found = (stack: Partial<StackSnapshot>): (readonly [string, string])[] =>
  candidates(
    serviceRules,
    testFacts({ stack: { ...healthyStack, ...stack }, postgres: lookAtNothing, connect: lookAtNothing }),
  ).map(({ id, found: { severity } }) => [id, severity])
const kafka = (changed: Partial<ServiceSnapshot>): StackSnapshot['services'] =>
  healthyStack.services.map((service) => (service.name === 'kafka' ? { ...service, ...changed } : service))
const { failure } = new MarsadError('service_exited', { service: 'kafka', code: 1 })

test('nothing is found of services that run, and of a stack at rest', () => {
  expect(found({})).toEqual([])
  expect(found({ phase: 'stopped', services: kafka({ state: 'stopped' }) })).toEqual([])
})

test('the engine is absent, with Docker only', () => {
  const { failure: engineFailure } = new MarsadError('docker_absent')
  expect(found({ kind: 'docker', phase: 'stopped', engineFailure })).toEqual([['engine_absent/docker', 'fail']])
  expect(found({ engineFailure })).toEqual([])
})

test('a start has failed', () => {
  const { failure: taken } = new MarsadError('port_taken', { port: 5432 })
  expect(found({ phase: 'failed', failure: taken })).toEqual([['start_failed/stack', 'fail']])
})

test('a service is stopped, has ended, is on its way, loops, is unhealthy, or has another port', () => {
  expect(found({ services: kafka({ state: 'stopped' }) })).toEqual([['service_stopped/kafka', 'fail']])
  expect(found({ services: kafka({ state: 'failed', failure }) })).toEqual([['service_failed/kafka', 'fail']])
  expect(found({ services: kafka({ state: 'starting' }) })).toEqual([['service_starting/kafka', 'warn']])
  expect(found({ services: kafka({ recentRestarts: 4, since: testNow - 5_000 }) })).toEqual([
    ['service_looping/kafka', 'warn'],
  ])
  expect(found({ services: kafka({ recentRestarts: 4 }) })).toEqual([])
  const { failure: sick } = new MarsadError('container_unhealthy', { service: 'kafka' })
  expect(found({ services: kafka({ failure: sick }) })).toEqual([['service_unhealthy/kafka', 'fail']])
  // A connector's failure is told by rules of its own.
  const { failure: ofConnector } = new MarsadError('connector_failed', { reason: 'no' })
  expect(found({ services: kafka({ failure: ofConnector }) })).toEqual([])
  const portTaken = { wanted: 9_092, owner: 'other (7)' }
  expect(found({ services: kafka({ portTaken }) })).toEqual([['port_taken/kafka', 'info']])
})

test('a service that is silent is told from one that refuses', () => {
  const failing = { ...lookAtNothing, reason: 'no', failingSince: testNow - 6_000 }
  const of = (refused: boolean): string[] =>
    candidates(serviceRules, testFacts({ redis: { ...failing, refused } })).map(({ id }) => id)
  expect(of(false)).toEqual(['service_silent/redis'])
  expect(of(true)).toEqual(['service_refuses/redis'])
  // That time was up is no reason beside the silence.
  const words = (reason: UnreadReason): (string | undefined)[] =>
    candidates(serviceRules, testFacts({ redis: { ...failing, reason } })).map(
      ({ found: silent }) => silent.evidence[0]?.word,
    )
  expect([...words({ word: 'noAnswer', ms: 2_000 }), ...words('connect ETIMEDOUT')]).toEqual(['silent', 'failing'])
  expect(candidates(serviceRules, testFacts({ redis: { ...failing, failingSince: testNow - 1_000 } }))).toEqual([])
  const { failure: paused } = new MarsadError('container_paused', { service: 'redis' })
  const services = healthyStack.services.map((each) => (each.name === 'redis' ? { ...each, failure: paused } : each))
  const both = candidates(serviceRules, testFacts({ redis: failing, stack: { ...healthyStack, services } }))
  expect(causesOf(both).map(({ id, suppresses }) => [id, suppresses])).toEqual([
    ['service_unhealthy/redis', ['service_silent/redis']],
  ])
})
