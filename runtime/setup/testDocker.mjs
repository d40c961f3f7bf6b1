/** `npm run test:docker`: the tests on a Docker engine alone. Arguments go to vitest. */
import { build } from './build.mjs'
import { runDockerTests, skipDockerTests } from './dockerTests.mjs'
import { whyNoDockerTests } from './ownEngine.mjs'
import { endInOrder, interruptible, runMain } from './runMain.mjs'
import { setUp } from './setUp.mjs'
import { summaryLine } from './testCounts.mjs'

await runMain(async () => {
  const why = await whyNoDockerTests()
  const counts = why === undefined ? await runTests(await prepare()) : await skipDockerTests(why)
  console.log(`\n${summaryLine(counts)}`)
  return counts.failed === 0 ? 0 : 1
})

/** @returns {Promise<string>} the manifest's path */
function prepare() {
  return interruptible(async () => {
    const manifest = await setUp({ window: true, test: true, docker: true, quiet: true })
    await build({ quiet: true })
    return manifest
  })
}

/**
 * @param {string} manifest
 * @returns {Promise<import('./testCounts.mjs').Counts>}
 */
function runTests(manifest) {
  return endInOrder((signal) => runDockerTests(manifest, process.argv.slice(2), { signal }))
}
