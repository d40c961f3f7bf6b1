import { expect, test } from 'vitest'
import { addCounts, countVitest, failuresIn, summaryLine } from './testCounts.mjs'

const file = (/** @type {string} */ status, /** @type {string[]} */ ...tests) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
})
const report = (/** @type {object} */ fields) => JSON.stringify(fields)

test('passed, failed, skipped and todo are counted', () => {
  const text = report({
    numPassedTests: 5,
    numFailedTests: 2,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [file('failed', 'failed', 'failed', 'passed')],
  })
  expect(countVitest(text, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 })
})

test('a file that could not be loaded is one failure', () => {
  const text = report({
    numPassedTests: 3,
    numFailedTests: 0,
    testResults: [file('failed'), file('passed', 'passed', 'passed', 'passed')],
  })
  expect(countVitest(text, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
})

test.each([
  ['no report at all', undefined, 1],
  ['no report though it ended well', undefined, 0],
  ['a report cut short', '{"numPassedTests":', 1],
  ['no test ran', report({ numPassedTests: 0, numFailedTests: 0, testResults: [] }), 0],
])('%s is one failure', (_, text, code) => {
  expect(countVitest(text, code)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('a bad end with every test passed is one failure', () => {
  expect(countVitest(report({ numPassedTests: 9, numFailedTests: 0 }), 1)).toEqual({ passed: 9, failed: 1, skipped: 0 })
})

test('the summary adds up, and names skipped ones only where there are some', () => {
  const sum = addCounts([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 20, failed: 3, skipped: 0 },
  ])
  expect(summaryLine(sum)).toBe('21 passed, 3 failed')
  expect(summaryLine({ ...sum, skipped: 2 })).toBe('21 passed, 3 failed, 2 skipped')
})

test('what failed is listed with the beginning of why, a file that could not be loaded too', () => {
  const text = report({
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'failed', fullName: 'adds', failureMessages: [`expected 1\n${'at line\n'.repeat(50)}`] },
          { status: 'passed', fullName: 'takes' },
        ],
      },
      { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      { name: 'c.test.ts', status: 'passed', message: '', assertionResults: [{ status: 'passed', fullName: 'is' }] },
    ],
  })
  const [first = '', second, ...more] = failuresIn(text)
  expect(first.split('\n')).toHaveLength(13)
  expect(first).toMatch(/^a\.test\.ts > adds\n {2}expected 1\n/)
  expect(second).toBe('b.test.ts\n  no such module')
  expect(more).toEqual([])
  expect(failuresIn(undefined)).toEqual([])
})
