import { expect, test } from 'vitest'
import { defineRule } from './rule'
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
  const kafka = { ...lookAtNothing, reason: { word: 'noAnswer', ms: 2_000 } as const, failingSince: testNow - 3_000 }
  expect(severities(standing, { processors: full, kafka })).toEqual(['fail'])
  expect(severities(standing, { ...late, now: testNow + 1_000 })).toEqual(['warn'])
})

test('what has to stand for minutes may be out of sight for a moment', () => {
  let found = true
  const words = { en: 'It lasts.', ar: 'يدوم.' }
  const lasting = defineRule({
    id: 'lasting',
    breaks: [],
    symptomOf: [],
    holdMs: 600_000,
    words: { sentence: words, hurts: words, evidence: {}, fixes: {} },
    find: () => (found ? [{ subject: 'table', severity: 'info', evidence: [] }] : []),
    fixes: {},
  })
  /** @returns whether it is told after its time, not seen from 500 s on for `unseenMs` */
  const isTold = (unseenMs: number): boolean => {
    const standing = createStanding([lasting])
    for (let now = 0; now <= 600_000; now += 1_000) {
      found = now < 500_000 || now >= 500_000 + unseenMs
      standing.look(testFacts({ now: testNow + now }), true)
    }
    return standing.stands('lasting/table')
  }
  expect([0, 20_000, 40_000].map(isTold)).toEqual([true, true, false])
})

test('what is tried again and again is told while it lingers, for seconds, with what follows from it', () => {
  const words = { sentence: { en: '', ar: '' }, hurts: { en: '', ar: '' }, evidence: {}, fixes: {} }
  let found = true
  let lingers = true
  const failing = defineRule({
    id: 'failing',
    breaks: ['capture'],
    symptomOf: [],
    lingers: () => lingers,
    words,
    find: () => (found ? [{ subject: 'it', severity: 'fail', evidence: [] }] : []),
    fixes: {},
  })
  const following = defineRule({
    id: 'following',
    breaks: [],
    symptomOf: ['capture'],
    words,
    find: () => [{ subject: 'that', severity: 'fail', evidence: [] }],
    fixes: {},
  })
  const standing = createStanding([failing, following])
  const look = (second: number) =>
    standing
      .look(testFacts({ now: testNow + second * 1_000 }), true)
      .map(({ id, since, suppresses }) => [id, (since - testNow) / 1_000, suppresses])
  const told = [['failing/it', 0, ['following/that']]]
  // What was never told does not linger.
  found = false
  expect(look(-1)).toEqual([['following/that', -1, []]])
  found = true
  expect(look(0)).toEqual(told)
  found = false
  expect(look(2)).toEqual(told)
  expect(look(10)).toEqual(told)
  expect(look(11)).toEqual([['following/that', -1, []]])
  found = true
  expect(look(12)).toEqual([['failing/it', 12, ['following/that']]])
  found = false
  lingers = false
  expect(look(13)).toEqual([['following/that', -1, []]])
})
