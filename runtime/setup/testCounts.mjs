import { field, parseJson } from './json.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * What a run of vitest counted. A file that could not even be loaded has no tests to fail, so it counts as one failure;
 * so does a run that ended badly while no test of it failed (a global set-up, an unhandled rejection, a crash).
 * @param {string | undefined} report text of vitest's JSON report, undefined where it wrote none
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countVitest(report, exitCode) {
  const value = parseReport(report)
  const counts = {
    passed: numberAt(value, 'numPassedTests'),
    failed: numberAt(value, 'numFailedTests') + brokenFiles(value),
    skipped: numberAt(value, 'numPendingTests') + numberAt(value, 'numTodoTests'),
  }
  // A run that ended well without a single test proves nothing.
  const untold = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0)
  return untold ? { ...counts, failed: 1 } : counts
}

/**
 * @param {readonly Counts[]} parts
 * @returns {Counts}
 */
export function addCounts(parts) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const part of parts) {
    sum.passed += part.passed
    sum.failed += part.failed
    sum.skipped += part.skipped
  }
  return sum
}

/**
 * The last line of `npm test`, as CI reads it: English in every language.
 * @param {Counts} counts
 */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}

/**
 * @param {string | undefined} report
 * @returns {unknown} undefined where it is missing or was cut short
 */
function parseReport(report) {
  if (report === undefined) return undefined
  try {
    return parseJson(report)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * @param {unknown} value
 * @param {string} name
 */
function numberAt(value, name) {
  const found = field(value, name)
  return typeof found === 'number' ? found : 0
}

/** @param {unknown} value */
function brokenFiles(value) {
  const files = field(value, 'testResults')
  if (!Array.isArray(files)) return 0
  return files.filter((/** @type {unknown} */ file) => {
    const tests = field(file, 'assertionResults')
    const failedTests = Array.isArray(tests)
      ? tests.some((/** @type {unknown} */ test) => field(test, 'status') === 'failed')
      : false
    return field(file, 'status') === 'failed' && !failedTests
  }).length
}
