/** Deletes a data folder, and nothing that Marsad did not make. */
import { lstat, readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MarsadError } from '../contract/errors'
import { fileFailure, systemCode } from './fileFailure'

/** Says that a folder is a data folder of Marsad; deleted last, so that a wipe that was interrupted can be repeated. */
const mark = 'format.json'

/** All that the console, its workers and its services make in a data folder. */
const ours = [
  'postgres',
  'kafka',
  'connect',
  'clickhouse',
  'redis',
  'logs',
  'run',
  'doctor',
  'lab',
  'prover',
  'window',
  'window.json',
  'settings.json',
  'credentials.json',
] as const

/** Copies that are written beside a file before they replace it, and files that were set aside as broken. */
const besideOurs = /^(settings|window|credentials|format)\.json\..+$/

/** Whether there is anything to wipe. */
export async function hasData(dataFolder: string): Promise<boolean> {
  return (await namesIn(dataFolder)).length > 0
}

/**
 * Call it only while no process holds the folder.
 * @returns the names of what was left because Marsad did not make it; null where there was nothing to wipe
 * @throws MarsadError `not_data_folder` {path} for a folder without a format.json of ours, `no_permission` {path}
 */
export async function wipeData(dataFolder: string): Promise<string[] | null> {
  const names = await namesIn(dataFolder)
  if (names.length === 0) return null
  if (!(await isMarked(dataFolder))) throw new MarsadError('not_data_folder', { path: dataFolder })
  const wanted = names.filter((name) => ours.some((each) => each === name) || besideOurs.test(name))
  for (const name of [...wanted, mark]) await remove(join(dataFolder, name))
  const left = await namesIn(dataFolder)
  if (left.length === 0) await removeFolder(dataFolder)
  return left
}

/** A regular file with a format of ours: a link or a folder of that name is somebody else's. */
async function isMarked(dataFolder: string): Promise<boolean> {
  const path = join(dataFolder, mark)
  try {
    const found = await lstat(path)
    if (!found.isFile() || found.size > 1_024) return false
    return /"format"\s*:\s*\d+/.test(await readFile(path, 'utf8'))
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return false
    throw fileFailure(thrown, path)
  }
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 })
  } catch (thrown) {
    throw fileFailure(thrown, path)
  }
}

/** The folder above may not be ours to change: an empty folder that stays is no failure. */
async function removeFolder(path: string): Promise<void> {
  try {
    await rmdir(path)
  } catch (thrown) {
    if (!['EACCES', 'EPERM', 'EBUSY', 'EROFS'].includes(systemCode(thrown) ?? '')) throw fileFailure(thrown, path)
  }
}

async function namesIn(dataFolder: string): Promise<string[]> {
  try {
    return await readdir(dataFolder)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return []
    throw fileFailure(thrown, dataFolder)
  }
}
