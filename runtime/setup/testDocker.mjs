/**
 * `npm run test:docker`: the tests of tests/docker on a real engine, which is found or started. Arguments go to vitest.
 * Where none can run, the tests are counted as skipped; in CI that is a failure.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { parseJson } from './json.mjs'
import { say } from './messages.mjs'
import { findEngine, startOwnEngine, whyNoDockerTests } from './ownEngine.mjs'
import { packageBin } from './packageBin.mjs'
import { readTextIfThere } from './readText.mjs'
import { run } from './run.mjs'
import { interruptible, runMain } from './runMain.mjs'
import { runVitest } from './runVitest.mjs'
import { setUp } from './setUp.mjs'
import { SetUpError } from './setUpError.mjs'
import { summaryLine } from './testCounts.mjs'

const limitMs = 20 * 60_000

await runMain(async () => {
  const why = await whyNoDockerTests()
  if (why !== undefined) return skipAll(why)
  const manifest = await interruptible(async () => {
    const path = await setUp({ window: false, test: true, docker: true, quiet: true })
    await build({ quiet: true })
    return path
  })
  let engine
  try {
    engine = await openEngine()
  } catch (error) {
    if (error instanceof SetUpError) return skipAll(error.message)
    throw error
  }
  try {
    const counts = await runVitest('docker', {
      limitMs,
      manifest,
      args: process.argv.slice(2),
      env: { DOCKER_HOST: engine.address },
      beforeExit: engine.stop,
    })
    console.log(`\n${summaryLine(counts)}`)
    return counts.failed === 0 ? 0 : 1
  } finally {
    await engine.stop()
  }
})

/** @returns {Promise<import('./ownEngine.mjs').Engine>} */
async function openEngine() {
  const { address, isThere } = await findEngine(process.env)
  if (isThere) return { address, stop: () => Promise.resolve() }
  const interruption = new AbortController()
  /** @type {NodeJS.Signals | undefined} */
  let interruptedBy
  const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
    interruptedBy ??= signal
    interruption.abort(new SetUpError('interrupted'))
  }
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, interrupt)
  try {
    return await startOwnEngine(address, interruption.signal)
  } catch (error) {
    if (interruptedBy !== undefined) {
      console.error(`\n${say('interrupted')}`)
      process.exit(128 + constants.signals[interruptedBy])
    }
    throw error
  } finally {
    for (const signal of signals) process.off(signal, interrupt)
  }
}

/**
 * @param {string} reason
 * @returns {Promise<number>} exit code
 */
async function skipAll(reason) {
  const counts = await countTests()
  console.log(say('docker.skipped', { count: counts.skipped, reason }))
  console.log(`\n${summaryLine(counts)}`)
  return counts.failed > 0 || (process.env['CI'] ?? '') !== '' ? 1 : 0
}

/**
 * How many there are, by looking into their files only.
 * @returns {Promise<import('./testCounts.mjs').Counts>}
 */
async function countTests() {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-results-'))
  try {
    const list = join(folder, 'list.json')
    const args = ['list', '--project', 'docker', `--json=${list}`]
    const { code, output } = await run(process.execPath, [await packageBin('vitest'), ...args], {
      env: { ...process.env, MARSAD_DOCKER_TESTS: 'count' },
    })
    const text = await readTextIfThere(list)
    if (code !== 0 || text === undefined) {
      console.error(output)
      return { passed: 0, failed: 1, skipped: 0 }
    }
    const listed = parseJson(text)
    return { passed: 0, failed: 0, skipped: Array.isArray(listed) ? listed.length : 0 }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
