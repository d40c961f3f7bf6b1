import { field, parseJson } from './json.mjs'

/**
 * `failures`: what failed, with the beginning of why, to be said again at the end of a long run.
 * @typedef {{ passed: number, failed: number, skipped: number, failures?: readonly string[] }} Counts
 */

/** Of a failure's message; the whole stands where it happened. */
const keptLines = 12

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
 * @param {string | undefined} report text of vitest's JSON report
 * @returns {string[]} each failed test, or file that could not be loaded, with its message's first lines
 */
export function failuresIn(report) {
  return listAt(parseReport(report), 'testResults').flatMap((file) => {
    const failed = listAt(file, 'assertionResults').filter((test) => field(test, 'status') === 'failed')
    if (failed.length > 0) {
      return failed.map((test) =>
        told(`${textAt(file, 'name')} > ${textAt(test, 'fullName')}`, listAt(test, 'failureMessages').join('\n')),
      )
    }
    return field(file, 'status') === 'failed' ? [told(textAt(file, 'name'), textAt(file, 'message'))] : []
  })
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
  return listAt(value, 'testResults').filter(
    (file) =>
      field(file, 'status') === 'failed' &&
      !listAt(file, 'assertionResults').some((test) => field(test, 'status') === 'failed'),
  ).length
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {readonly unknown[]}
 */
function listAt(value, name) {
  const found = field(value, name)
  return Array.isArray(found) ? found : []
}

/**
 * @param {unknown} value
 * @param {string} name
 */
function textAt(value, name) {
  const found = field(value, name)
  return typeof found === 'string' ? found : ''
}

/**
 * @param {string} what
 * @param {string} why
 */
function told(what, why) {
  const lines = why.split('\n').slice(0, keptLines)
  return [what, ...lines.map((line) => `  ${line}`)].join('\n')
}
