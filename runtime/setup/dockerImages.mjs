/**
 * Builds the images of the tests on a Docker engine and runs none of them: `npm test` has this done beside its other parts, since it
 * mostly waits for downloads. The engine keeps the images; what fails here is done again, and told, by the tests themselves.
 */
import { runDockerTests } from './dockerTests.mjs'
import { endInOrder, runMain } from './runMain.mjs'

/** A name that no test has. */
const none = '^nothing$'

await runMain(async () => {
  const manifest = process.argv[2] ?? ''
  const args = ['--testNamePattern', none, '--passWithNoTests']
  const counts = await endInOrder((signal) => runDockerTests(manifest, args, { signal }))
  return counts.failed === 0 ? 0 : 1
})
