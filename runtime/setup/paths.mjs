import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The clone this set-up stands in. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')

/**
 * Where everything that set-up brings lies, shared by all clones of one user. host/paths.ts has the same rule.
 * @param {{ env: NodeJS.ProcessEnv, platform: NodeJS.Platform, isRoot: boolean, home: string }} [machine]
 */
export function runtimeFolder(
  machine = { env: process.env, platform: process.platform, isRoot: process.getuid?.() === 0, home: homedir() },
) {
  const { env, platform, isRoot, home } = machine
  const named = env['MARSAD_RUNTIME']
  if (named !== undefined && named !== '') return resolve(named)
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'marsad')
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'marsad', 'runtime')
  if (isRoot) return '/var/cache/marsad'
  const cache = env['XDG_CACHE_HOME']
  // The XDG base directory specification: a relative path is invalid and ignored.
  return join(cache !== undefined && isAbsolute(cache) ? cache : join(home, '.cache'), 'marsad')
}
