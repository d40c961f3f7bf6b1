import { chmod, mkdir, realpath } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { manifestPath, writeManifest } from './manifest.mjs'
import { say } from './messages.mjs'
import { projectFolder, runtimeFolder } from './paths.mjs'
import { sweepLeftovers } from './place.mjs'
import { createProgress } from './progress.mjs'
import { readPins, wheelPin } from './pins.mjs'
import { readRecipe } from './recipe.mjs'
import { explainFileError } from './setUpError.mjs'
import { bringAccount, needsAccount } from './steps/account.mjs'
import { bringArchives } from './steps/archives.mjs'
import { bringMissing } from './steps/bringMissing.mjs'
import { bringElectron, findElectron } from './steps/electron.mjs'
import { bringJars, jarFolders } from './steps/jars.mjs'
import { chooseJava } from './steps/java.mjs'
import { checkNodeVersion } from './steps/nodeVersion.mjs'
import { bringNpmPackages } from './steps/npmPackages.mjs'
import { bringPostgres } from './steps/postgres.mjs'
import { bringRedis } from './steps/redis.mjs'
import { bringSystemPackages } from './steps/systemPackages.mjs'
import { wheelPlace } from './steps/wheel.mjs'

/**
 * Brings everything the console needs that is not there yet. Every step is found done or done whole, so an interrupted
 * set-up is healed by the next one; two at once wait for each other.
 * @param {{ window: boolean, test: boolean, docker?: boolean, clocks?: boolean, quiet?: boolean }} wanted window: the Electron runtime too. test: what only the tests use. docker: what only the tests on Docker use. clocks: what shows a process another time. quiet: no line for what is already there
 * @returns {Promise<string>} the manifest's path (contract/runtime.ts)
 * @throws {import('./setUpError.mjs').SetUpError} with a sentence for the person
 */
export async function setUp({ window, test, docker = false, clocks = false, quiet = false }) {
  // Whatever the shell's umask: the services of root have another account, which has to read all of this.
  if (needsAccount()) process.umask(0o022)
  const progress = createProgress({ quiet })
  const recipe = await readRecipe()
  await progress.step('step.node', () => {
    checkNodeVersion(process.versions.node, recipe.minimumNode)
    return Promise.resolve({ did: false, detail: process.versions.node })
  })
  const folder = runtimeFolder()
  await openFolder(folder)
  const onWait = (/** @type {number} */ pid) => progress.note(say('note.wait-lock', { pid }))

  await withLock(
    cloneLock(folder, await realpath(projectFolder)),
    () => progress.step('step.npm', () => bringNpmPackages(projectFolder)),
    { onWait },
  )
  return withLock(
    join(folder, 'locks', 'runtime.lock'),
    () => bringRuntime(folder, recipe, progress, { window, test, docker, clocks }),
    {
      onWait,
    },
  )
}

/**
 * A lock of one clone, for what lies in the clone itself.
 * @param {string} folder the runtime folder
 * @param {string} project
 */
export function cloneLock(folder, project) {
  return join(folder, 'locks', `clone-${createHash('sha256').update(project).digest('hex').slice(0, 12)}.lock`)
}

/**
 * @param {string} folder
 * @param {import('./recipe.mjs').Recipe} recipe
 * @param {import('./progress.mjs').Progress} progress
 * @param {{ window: boolean, test: boolean, docker: boolean, clocks: boolean }} wanted
 */
async function bringRuntime(folder, recipe, progress, { window, test, docker, clocks }) {
  await sweepLeftovers(folder)
  const pins = await readPins()
  const { brought } = await progress.step('step.brought', (voice) =>
    bringMissing({ folder, pins }, voice, progress.note),
  )
  await progress.step('step.system', (voice) => bringSystemPackages({ window, test, docker, clocks, brought }, voice))
  const { account } = await progress.step('step.account', bringAccount)
  const broughtProgram = (/** @type {'java' | 'redis'} */ name) => {
    const pin = wheelPin(pins, name)
    return pin === undefined ? undefined : wheelPlace(folder, pin).program
  }
  const java = await chooseJava(broughtProgram('java'))
  await progress.step('step.java', () => Promise.resolve({ did: false, detail: java.version }))
  const redis = await progress.step('step.redis', () => bringRedis(folder, broughtProgram('redis')))
  const { kafka, debezium } = jarFolders(folder, recipe)
  await progress.step('step.kafka', (voice) =>
    bringJars(
      { project: projectFolder, target: kafka, profile: 'kafka', subfolder: 'libs', version: recipe.kafkaVersion },
      voice,
    ),
  )
  await progress.step('step.debezium', (voice) =>
    bringJars(
      {
        project: projectFolder,
        target: debezium,
        profile: 'debezium',
        subfolder: 'debezium-connector-postgres',
        version: recipe.debeziumVersion,
      },
      voice,
    ),
  )
  const postgres = await progress.step('step.postgres', () =>
    bringPostgres({ project: projectFolder, folder, packageVersion: recipe.postgresPackage, account }),
  )
  const electron = window
    ? (
        await progress.step('step.electron', (voice) =>
          bringElectron({ project: projectFolder, folder, version: recipe.electronVersion }, voice, progress.note),
        )
      ).electron
    : await findElectron(folder, recipe.electronVersion)
  const libs = join(kafka, 'libs')
  const { archives } = await progress.step('step.archives', (voice) =>
    bringArchives({ folder, java, libs, plugins: debezium, recipe }, voice, progress.note),
  )
  const path = manifestPath(folder, recipe)
  await writeManifest(path, {
    format: 1,
    java: java.path,
    node: process.execPath,
    electron,
    kafka: {
      version: recipe.kafkaVersion,
      libs,
      plugins: debezium,
      debeziumVersion: recipe.debeziumVersion,
      archives,
    },
    postgres: { version: postgres.version, bin: postgres.bin },
    redis: { version: redis.version, server: redis.server },
  })
  return path
}

/**
 * The runtime folder, readable by all: root's services run as another account.
 * @param {string} folder
 */
async function openFolder(folder) {
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o755 })
    if (made !== undefined) await chmod(folder, 0o755)
  } catch (error) {
    throw explainFileError(error, folder)
  }
}
