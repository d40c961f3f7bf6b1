/** Run by itself: `node fetchJars.mjs <folder> <group:artifact:version>…` fetches jars from the Maven registry, unchecked. */
import registry from 'mvn-artifact-download'
import { field } from '../json.mjs'
import { errorText } from '../setUpError.mjs'

/** As many at once as Maven itself takes. */
const atOnce = 5

// The package is CommonJS with an export named default: Node sees it one level deeper than its types say.
const exported = field(registry, 'default')
const fetchArtifact = typeof exported === 'function' ? exported : registry
const [folder, ...artifacts] = process.argv.slice(2)

async function fetchOnward() {
  for (let artifact = artifacts.shift(); artifact !== undefined; artifact = artifacts.shift()) {
    await Reflect.apply(fetchArtifact, undefined, [artifact, folder])
  }
}

try {
  await Promise.all(Array.from({ length: atOnce }, fetchOnward))
} catch (error) {
  console.error(`error: ${errorText(error)}`)
  process.exit(1)
}
