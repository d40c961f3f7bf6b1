import { expect, test } from 'vitest'
import type { Finding } from '../../contract/doctor'
import { isRecovered, namingFinding } from './naming'

const words = { en: '', ar: '', values: {} }
const finding = (rule: string, subject: string, severity: Finding['severity'] = 'fail'): Finding => ({
  id: `${rule}/${subject}`,
  rule,
  severity,
  subject,
  breaks: [],
  sentence: words,
  hurts: words,
  evidence: [],
  suppresses: [],
  fixes: [],
  since: 1,
})
const none: ReadonlySet<string> = new Set()

test('what stood before names nothing, and a rule that does not fit neither', () => {
  const findings = [finding('too_many_parts', 'crowded'), finding('service_silent', 'redis')]
  expect(namingFinding(findings, none, ['service_silent'])?.id).toBe('service_silent/redis')
  expect(namingFinding(findings, new Set(['service_silent/redis']), ['service_silent'])).toBeNull()
  expect(namingFinding(findings, none, ['role_missing'])).toBeNull()
})

test('without a rule that fits, the first new finding counts', () => {
  const findings = [finding('too_many_parts', 'crowded'), finding('capture_silent', 'connector')]
  expect(namingFinding(findings, new Set(['too_many_parts/crowded']), [])?.id).toBe('capture_silent/connector')
  expect(namingFinding([], none, [])).toBeNull()
})

test('well again: only what stood before, and notes', () => {
  const before = new Set(['too_many_parts/crowded'])
  expect(isRecovered([finding('too_many_parts', 'crowded'), finding('some_note', 'x', 'info')], before)).toBe(true)
  expect(isRecovered([finding('service_silent', 'redis')], before)).toBe(false)
})
