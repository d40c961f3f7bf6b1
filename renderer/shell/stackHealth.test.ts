import { expect, test } from 'vitest'
import { healthOf, phaseGlyph } from './stackHealth'

const services = [
  { name: 'kafka', state: 'running' },
  { name: 'redis', state: 'running' },
] as const
const workers = [{ name: 'enricher', state: 'backoff' }] as const
const finding = (id: string, severity: 'fail' | 'warn', suppresses: string[] = []) => ({
  subject: id.slice(id.indexOf('/') + 1),
  severity,
  suppresses,
})

test('a part is well where it runs and the doctor has not found it broken, on its own or with its cause', () => {
  const healthy = (...findings: ReturnType<typeof finding>[]): number => healthOf(services, workers, findings).healthy
  expect(healthOf(services, workers, []).total).toBe(3)
  expect(healthy()).toBe(2)
  expect(healthy(finding('service_silent/redis', 'fail'))).toBe(1)
  expect(healthy(finding('processors_busy/processors', 'fail', ['service_silent/redis']))).toBe(1)
  // What is not a part, and what works but needs a look.
  expect(healthy(finding('slot_missing/engagement_slot', 'fail'), finding('redis_evicts/redis', 'warn'))).toBe(2)
})

test('a ready stack in which a part is not well does not look well', () => {
  expect(phaseGlyph('ready', { healthy: 3, total: 3 }, [])).toBe('ok')
  expect(phaseGlyph('ready', { healthy: 2, total: 3 }, [])).toBe('fail')
})

test('a ready stack does not look well where events do not get through, though all its parts run', () => {
  const health = { healthy: 3, total: 3 }
  expect(phaseGlyph('ready', health, [finding('redis_evicts/redis', 'warn')])).toBe('ok')
  expect(phaseGlyph('ready', health, [finding('slot_missing/engagement_slot', 'fail')])).toBe('fail')
})
