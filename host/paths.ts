/** Where things lie on this machine. */
import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { MarsadError } from '../contract/errors'
import type { RuntimeManifest } from '../contract/runtime'
import { readRuntimeManifest } from '../files/readRuntimeManifest'
import { systemCode } from './fileFailure'

/** What of the surroundings decides about places; a parameter so that tests can choose. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly home: string
  /** Whether the process runs as root. */
  readonly root: boolean
}

export function surroundings(): Surroundings {
  return { env: process.env, platform: process.platform, home: homedir(), root: process.getuid?.() === 0 }
}

/** The data folder when none is named: beside other data of this user, for root a system folder that the account of the services can reach. */
export function defaultDataFolder({ env, platform, home, root }: Surroundings): string {
  if (root) return '/var/lib/marsad'
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Marsad')
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Marsad')
  return join(xdg(env['XDG_DATA_HOME']) ?? join(home, '.local', 'share'), 'marsad')
}

/** The folder that set-up fills; the same rule as in runtime/setup. */
export function runtimeFolder({ env, platform, home, root }: Surroundings): string {
  const chosen = env['MARSAD_RUNTIME']
  if (chosen !== undefined && chosen !== '') return resolve(chosen)
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'marsad')
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'marsad', 'runtime')
  if (root) return '/var/cache/marsad'
  return join(xdg(env['XDG_CACHE_HOME']) ?? join(home, '.cache'), 'marsad')
}

/** The XDG base directory specification: a relative path is invalid and ignored. */
function xdg(value: string | undefined): string | null {
  return value !== undefined && isAbsolute(value) ? value : null
}

export interface FoundManifest {
  readonly path: string
  readonly manifest: RuntimeManifest
}

/**
 * What set-up brought: the file that MARSAD_RUNTIME_MANIFEST names, else the newest manifest of the runtime folder.
 * @throws MarsadError `runtime_missing` {path}
 */
export async function findRuntimeManifest(around: Surroundings): Promise<FoundManifest> {
  const named = around.env['MARSAD_RUNTIME_MANIFEST']
  if (named !== undefined && named !== '') return foundManifest(resolve(named))
  const folder = runtimeFolder(around)
  const files = (await listFolder(folder)).filter((name) => /^runtime-[0-9a-z]+\.json$/i.test(name))
  const dated = await Promise.all(
    files.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  )
  const newest = dated.sort((a, b) => b.at - a.at)[0]
  if (newest === undefined) throw new MarsadError('runtime_missing', { path: folder })
  return foundManifest(newest.path)
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return []
    throw new MarsadError('runtime_missing', { path: folder }, thrown)
  }
}

const foundManifest = (path: string): FoundManifest => ({ path, manifest: readRuntimeManifest(path) })
