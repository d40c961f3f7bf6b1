import { dirname, join } from 'node:path'
import { field, readJson } from './json.mjs'
import { projectFolder } from './paths.mjs'

/**
 * The script behind a package's command, to be run with this very Node (node_modules/.bin holds shell scripts on Windows).
 * @param {string} name the package
 * @param {string} [command] where it is not named like the package
 */
export async function packageBin(name, command = name) {
  const path = join(projectFolder, 'node_modules', name, 'package.json')
  const bin = field(await readJson(path), 'bin')
  const script = typeof bin === 'string' ? bin : field(bin, command)
  if (typeof script !== 'string') throw new Error(`${path} has no command ${command}`)
  return join(dirname(path), script)
}
