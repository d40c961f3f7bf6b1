/** The tests of tests/docker on a real engine, which is found or started. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { virtualDisplay } from './display.mjs'
import { parseJson } from './json.mjs'
import { say } from './messages.mjs'
import { findEngine, startOwnEngine, whyNoDockerTests } from './ownEngine.mjs'
import { packageBin } from './packageBin.mjs'
import { readTextIfThere } from './readText.mjs'
import { run } from './run.mjs'
import { runVitest } from './runVitest.mjs'
import { SetUpError } from './setUpError.mjs'

const limitMs = 20 * 60_000
/** Of vitest.config.ts. */
const projects = 'docker*'

/**
 * Where none can run, the tests are counted as skipped; in CI that is a failure.
 * @param {string} manifest path of what set-up has brought
 * @param {readonly string[]} args for vitest
 * @param {import('./runPart.mjs').Among} among
 * @returns {Promise<import('./testCounts.mjs').Counts>} rejects with the signal's reason when it aborts
 */
export async function runDockerTests(manifest, args, among) {
  const why = await whyNoDockerTests()
  if (why !== undefined) return skipDockerTests(why)
  let engine
  try {
    engine = await openEngine(among.signal)
  } catch (error) {
    if (error instanceof SetUpError && !among.signal.aborted) return skipDockerTests(error.message)
    throw error
  }
  try {
    const env = { DOCKER_HOST: engine.address }
    return await runVitest(projects, { limitMs, manifest, among, before: virtualDisplay(), args, env })
  } finally {
    await engine.stop()
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<import('./ownEngine.mjs').Engine>}
 */
async function openEngine(signal) {
  const { address, isThere } = await findEngine(process.env)
  return isThere ? { address, stop: () => Promise.resolve() } : startOwnEngine(address, signal)
}

/**
 * @param {string} reason
 * @returns {Promise<import('./testCounts.mjs').Counts>}
 */
export async function skipDockerTests(reason) {
  const counts = await countTests()
  console.log(say('docker.skipped', { count: counts.skipped, reason }))
  const isInCi = (process.env['CI'] ?? '') !== ''
  return isInCi ? { ...counts, failed: counts.failed + 1 } : counts
}

/**
 * How many there are, by looking into their files only.
 * @returns {Promise<import('./testCounts.mjs').Counts>}
 */
async function countTests() {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-results-'))
  try {
    const list = join(folder, 'list.json')
    const args = ['list', '--project', projects, `--json=${list}`]
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
