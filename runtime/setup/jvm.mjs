import { readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { readJson, textAt, textsAt } from './json.mjs'
import { projectFolder } from './paths.mjs'

/**
 * How one of the services runs in a JVM, as runtime/jvm.json fixes it for set-up and stack alike.
 * @typedef {{ flags: string[], mainClass: string, environment: Readonly<Record<string, string>> }} JvmService
 */

/**
 * @param {'kafka' | 'connect' | 'storageTool'} service
 * @returns {Promise<JvmService>}
 */
export async function readJvmService(service) {
  const jvm = await readJson(join(projectFolder, 'runtime', 'jvm.json'))
  return {
    flags: [...textsAt(jvm, 'shared'), ...textsAt(jvm, 'services', service, 'flags')],
    mainClass: textAt(jvm, 'services', service, 'mainClass'),
    environment: { MALLOC_ARENA_MAX: textAt(jvm, 'environment', 'MALLOC_ARENA_MAX') },
  }
}

/**
 * The class path that an archive is bound to: every jar, in an order that no file system decides.
 * @param {string} libs
 */
export async function classPathOf(libs) {
  const jars = (await readdir(libs)).filter((name) => name.endsWith('.jar')).sort()
  return jars.map((name) => join(libs, name)).join(delimiter)
}
