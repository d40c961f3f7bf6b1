import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/**
 * The program a shell would run for this name.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string | undefined>}
 */
export async function which(name, env = process.env) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : ['']
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((part) => part !== '')) {
    for (const ending of endings) {
      const path = join(folder, name + ending)
      const runs = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
      if (runs) return path
    }
  }
  return undefined
}
