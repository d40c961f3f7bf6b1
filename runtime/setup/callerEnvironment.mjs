import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson, textsAt } from './json.mjs'
import { projectFolder } from './paths.mjs'

// The same list from which host/childEnvironment.ts takes what a worker sees.
const listed = parseJson(readFileSync(join(projectFolder, 'contract', 'passedVariables.json'), 'utf8'))
const prefixes = textsAt(listed, 'worker', 'prefixes')
const names = new Set([...textsAt(listed, 'worker', 'names'), ...textsAt(listed, 'console', 'names')])

/**
 * What of the caller's environment reaches the console. An allow list: Electron, Chromium, GTK, Node, OpenSSL and the dynamic linker
 * read far too many variables (ELECTRON_RUN_AS_NODE, NODE_OPTIONS, LD_PRELOAD, CHROME_DEVEL_SANDBOX, GTK_MODULES…) to name them all.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function callerEnvironment(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => {
      const upper = name.toUpperCase()
      return names.has(upper) || prefixes.some((prefix) => upper.startsWith(prefix))
    }),
  )
}
