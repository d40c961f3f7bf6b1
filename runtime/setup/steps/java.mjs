import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exists } from '../exists.mjs'
import { run } from '../run.mjs'
import { SetUpError } from '../setUpError.mjs'
import { which } from '../which.mjs'
import { readTextIfThere } from '../readText.mjs'

/**
 * A Java runtime. `build` names this very build: a class data archive fits no other.
 * @typedef {{ path: string, version: string, build: string }} Java
 */

/** @returns {Promise<Java | undefined>} the system's Java where it is new enough */
export async function findGoodJava() {
  const java = await findJava()
  return java !== undefined && majorOf(java.version) >= minimumJava ? java : undefined
}

/**
 * The system's Java where it will do, else the one that was brought.
 * @param {string | undefined} brought its program
 * @returns {Promise<Java>}
 */
export async function chooseJava(brought) {
  const found = await findJava()
  const good = found !== undefined && majorOf(found.version) >= minimumJava
  const own = good || brought === undefined || !(await exists(brought)) ? undefined : await describeJava(brought)
  return requireJava(own ?? found)
}

/**
 * The Java that JAVA_HOME names, else the one on PATH, else Homebrew's (which is on no PATH).
 * @returns {Promise<Java | undefined>}
 */
export async function findJava() {
  const home = process.env['JAVA_HOME']
  const candidates = [
    home === undefined || home === '' ? undefined : await which('java', { PATH: join(home, 'bin') }),
    await which('java'),
    process.platform === 'darwin'
      ? await which('java', { PATH: '/opt/homebrew/opt/openjdk/bin:/usr/local/opt/openjdk/bin' })
      : undefined,
  ].filter((path) => path !== undefined)
  /** @type {Java | undefined} */
  let found
  for (const candidate of candidates) {
    const java = await describeJava(candidate)
    if (java === undefined) continue
    if (majorOf(java.version) >= minimumJava) return java
    found ??= java
  }
  return found
}

/** Kafka 4 needs Java 17. */
export const minimumJava = 17

/**
 * @param {Java | undefined} java
 * @returns {Java}
 */
export function requireJava(java) {
  if (java === undefined) throw new SetUpError('java-missing', { wanted: minimumJava })
  if (majorOf(java.version) < minimumJava) {
    throw new SetUpError('java-too-old', { found: java.version, path: java.path, wanted: minimumJava })
  }
  return java
}

/**
 * `1.8.0_402` is Java 8, `17.0.15` is Java 17.
 * @param {string} version
 */
export function majorOf(version) {
  const [first, second] = version.split(/[._+-]/).map((part) => Number.parseInt(part, 10))
  return (first === 1 ? second : first) ?? 0
}

/**
 * @param {string} command
 * @returns {Promise<Java | undefined>} undefined where it is no working Java (macOS has a /usr/bin/java that only advises)
 */
async function describeJava(command) {
  const path = await realpath(command)
  // The `release` file says it all without the cost of starting a virtual machine.
  const release = await readTextIfThere(join(dirname(dirname(path)), 'release'))
  const version = /^JAVA_VERSION="([^"]+)"/m.exec(release ?? '')?.[1]
  if (release !== undefined && version !== undefined) return { path, version, build: release }
  const asked = await run(path, ['-version'])
  const spoken = /version "([^"]+)"/.exec(asked.output)?.[1]
  return spoken === undefined ? undefined : { path, version: spoken, build: asked.output }
}
