/** `npm test`: types, lint, imports, unit, integration on real services, the CLI, the real window, and a Docker engine. `npm test -- unit types` runs parts. */
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { say } from './messages.mjs'
import { whyNoDockerTests } from './ownEngine.mjs'
import { endInOrder, interruptible, runMain } from './runMain.mjs'
import { setUp } from './setUp.mjs'
import { SetUpError } from './setUpError.mjs'
import { addCounts, summaryLine } from './testCounts.mjs'
import { testStages } from './testParts.mjs'

/** @typedef {import('./testParts.mjs').TestPart} TestPart */

const allParts = testStages.flat(2)

await runMain(async () => {
  const asked = process.argv.slice(2)
  const unknown = asked.find((name) => !allParts.some((part) => part.name === name))
  if (unknown !== undefined) {
    throw new SetUpError('test.unknown-part', { part: unknown, parts: allParts.map((part) => part.name).join(', ') })
  }
  const isWanted = (/** @type {TestPart} */ part) =>
    asked.length === 0 ||
    asked.includes(part.name) ||
    // What runs the built files needs them fresh.
    (part.name === 'build' && allParts.some((other) => other.needsBuild && asked.includes(other.name)))

  const docker = allParts.some((part) => part.name === 'docker' && isWanted(part))
  const withImages = docker && (await whyNoDockerTests()) === undefined
  const manifest = await interruptible(() => setUp({ window: true, test: true, docker: withImages }))
  const results = await endInOrder((signal) => runStages(isWanted, manifest, withImages, signal))
  const failures = results.flatMap((counts) => counts.failures ?? [])
  // Said again where it is looked for: each stood far above, in the middle of its own part.
  if (failures.length > 0) console.log(`\n${say('test.failures')}\n\n${failures.join('\n\n')}`)
  const total = addCounts(results)
  console.log(`\n${summaryLine(total)}`)
  return total.failed === 0 ? 0 : 1
})

/**
 * @param {(part: TestPart) => boolean} isWanted
 * @param {string} manifest
 * @param {boolean} withImages whether the images of the tests on Docker are to be built
 * @param {AbortSignal} signal
 * @returns {Promise<import('./testCounts.mjs').Counts[]>}
 */
async function runStages(isWanted, manifest, withImages, signal) {
  /** @type {import('./testCounts.mjs').Counts[]} */
  const results = []
  let isBuilt = true
  /** @type {Promise<void>} */
  let images = Promise.resolve()

  const runOne = async (/** @type {TestPart} */ part, /** @type {boolean} */ isAlone) => {
    console.log(`\n== ${part.title} ==`)
    if (part.needsBuild && !isBuilt) {
      console.log(say('test.needs-build'))
      results.push({ passed: 0, failed: 0, skipped: 1 })
      return
    }
    const startedAt = performance.now()
    if (part.name === 'docker') await images
    const counts = await part.run(manifest, isAlone ? { signal } : { signal, label: part.name })
    if (part.name === 'build') {
      isBuilt = counts.failed === 0
      if (withImages && isBuilt) images = buildDockerImages(manifest)
    }
    results.push(counts)
    console.log(
      `== ${part.name}: ${summaryLine(counts)} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s ==`,
    )
  }

  for (const stage of testStages) {
    const lanes = stage.map((lane) => lane.filter(isWanted)).filter((lane) => lane.length > 0)
    const ends = await Promise.allSettled(
      lanes.map(async (lane) => {
        for (const part of lane) await runOne(part, lanes.length === 1)
      }),
    )
    // Only when every lane has cleaned up.
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }
  return results
}

/**
 * Beside the other parts.
 * @param {string} manifest
 * @returns {Promise<void>} resolves at its end, however it ends: the tests on Docker look for themselves
 */
function buildDockerImages(manifest) {
  console.log(say('test.images-beside'))
  const setup = dirname(fileURLToPath(import.meta.url))
  const args = ['--import', pathToFileURL(join(setup, 'endWithParent.mjs')).href, join(setup, 'dockerImages.mjs')]
  const child = spawn(process.execPath, [...args, manifest], { stdio: ['ipc', 'ignore', 'ignore'] })
  return new Promise((resolve) => {
    child.once('error', () => {
      resolve()
    })
    child.once('exit', () => {
      resolve()
    })
  })
}
