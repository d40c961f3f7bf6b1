/** `npm test`: types, lint, imports, unit, integration on real services, the CLI, the real window, and a Docker engine. `npm test -- unit types` runs parts. */
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { say } from './messages.mjs'
import { whyNoDockerTests } from './ownEngine.mjs'
import { interruptible, runMain } from './runMain.mjs'
import { setUp } from './setUp.mjs'
import { SetUpError } from './setUpError.mjs'
import { addCounts, summaryLine } from './testCounts.mjs'
import { testParts } from './testParts.mjs'

await runMain(async () => {
  const asked = process.argv.slice(2)
  const unknown = asked.find((name) => !testParts.some((part) => part.name === name))
  if (unknown !== undefined) {
    throw new SetUpError('test.unknown-part', { part: unknown, parts: testParts.map((part) => part.name).join(', ') })
  }
  const wanted = testParts.filter(
    (part) =>
      asked.length === 0 ||
      asked.includes(part.name) ||
      // What runs the built files needs them fresh.
      (part.name === 'build' && testParts.some((other) => other.needsBuild && asked.includes(other.name))),
  )

  const docker = wanted.some((part) => part.name === 'docker') && (await whyNoDockerTests()) === undefined
  const manifest = await interruptible(() => setUp({ window: true, test: true, docker }))

  /** @type {import('./testCounts.mjs').Counts[]} */
  const results = []
  let isBuilt = true
  /** @type {Promise<void>} */
  let images = Promise.resolve()
  for (const part of wanted) {
    console.log(`\n== ${part.title} ==`)
    if (part.needsBuild && !isBuilt) {
      console.log(say('test.needs-build'))
      results.push({ passed: 0, failed: 0, skipped: 1 })
      continue
    }
    const startedAt = performance.now()
    if (part.name === 'docker') await images
    const counts = await part.run(manifest)
    if (part.name === 'build') {
      isBuilt = counts.failed === 0
      if (docker && isBuilt) images = buildDockerImages(manifest)
    }
    results.push(counts)
    console.log(
      `== ${part.name}: ${summaryLine(counts)} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s ==`,
    )
  }
  const total = addCounts(results)
  console.log(`\n${summaryLine(total)}`)
  return total.failed === 0 ? 0 : 1
})

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
