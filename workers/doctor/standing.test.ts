import { expect, test } from 'vitest'
import { machineRules } from './rules/machine'
import { createStanding } from './standing'
import { lookAt, lookAtNothing, testFacts, testNow, testTrend } from './testFacts'

const full = lookAt({ cores: 2, wanting: 30, load: 9, idle: 0.01, waits: {} })
const late = { processors: full, trend: testTrend({ capture_median: [6_000, 9_000], records_of_events: [10, 20] }) }
const severities = (standing: ReturnType<typeof createStanding>, facts: Parameters<typeof testFacts>[0]) =>
  standing.look(testFacts(facts), true).map(({ severity }) => severity)

test('what is found is told once it has stood for its time', () => {
  const standing = createStanding(machineRules)
  expect(severities(standing, late)).toEqual([])
  expect(severities(standing, { ...late, now: testNow + 9_000 })).toEqual([])
  expect(severities(standing, { ...late, now: testNow + 10_000 })).toEqual(['warn'])
  // Gone for one look, it has to stand for its time again.
  expect(severities(standing, { now: testNow + 11_000 })).toEqual([])
  expect(severities(standing, { ...late, now: testNow + 12_000 })).toEqual([])
})

test('what was told stays so where it now says what had to stand for longer', () => {
  const standing = createStanding(machineRules)
  const kafka = { ...lookAtNothing, reason: 'no answer within 2 s', failingSince: testNow - 3_000 }
  expect(severities(standing, { processors: full, kafka })).toEqual(['fail'])
  expect(severities(standing, { ...late, now: testNow + 1_000 })).toEqual(['warn'])
})
