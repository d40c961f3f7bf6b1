import { expect, test } from 'vitest'
import { reasonOf, run } from './run.mjs'

const ended = (/** @type {string} */ output) => ({ code: 1, signal: null, output, timedOut: false })

test.each([
  [
    'npm',
    'npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install with a lock file\nnpm error Run "npm help ci" for more info\nnpm error A complete log of this run can be found in: /x\n',
    'npm error `npm ci` can only install with a lock file',
  ],
  [
    'Maven',
    '[INFO] Scanning\n[ERROR] Failed to execute goal: Could not transfer artifact a:b\n[ERROR] To see the full stack trace, re-run\n[ERROR] [Help 1] somewhere\n',
    'Failed to execute goal: Could not transfer artifact a:b',
  ],
  [
    'Maven before it has a project',
    '[ERROR] [ERROR] Some problems were encountered while processing the POMs:\n[FATAL] Non-resolvable parent POM\n[ERROR] The build could not read 1 project -> [Help 1]\n',
    'Non-resolvable parent POM',
  ],
  ['Node', 'TypeError: fetch failed\n    at async one (file:1)\n', 'TypeError: fetch failed'],
  ['apt', 'Reading package lists...\nE: Unable to locate package nothing\n', 'E: Unable to locate package nothing'],
  ['a silent program', '', 'exit code 1'],
])('the reason of %s', (_, output, reason) => {
  expect(reasonOf(ended(output))).toBe(reason)
})

test('a program that takes too long is ended and says so', async () => {
  const result = await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 200 })
  expect(reasonOf(result)).toBe('timed out')
})

test('a program that is not there rejects', async () => {
  await expect(run('/nonexistent/program', [])).rejects.toMatchObject({ code: 'ENOENT' })
})
