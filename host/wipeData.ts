/** Deletes what a stack keeps in a data folder, and nothing that Marsad did not make. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileFailure, systemCode } from './fileFailure'

/** What the stack, its services and the log make in a data folder; the person's settings and window stay. */
const ours = ['postgres', 'kafka', 'connect', 'clickhouse', 'redis', 'logs', 'run', 'format.json'] as const

/** Whether there is anything to wipe. */
export async function hasData(dataFolder: string): Promise<boolean> {
  return (await found(dataFolder)).length > 0
}

/**
 * Call it only while nobody owns the folder.
 * @returns whether there was anything
 * @throws MarsadError `no_permission` {path}
 */
export async function wipeData(dataFolder: string): Promise<boolean> {
  const names = await found(dataFolder)
  for (const name of names) {
    const path = join(dataFolder, name)
    try {
      await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 })
    } catch (thrown) {
      throw fileFailure(thrown, path)
    }
  }
  return names.length > 0
}

async function found(dataFolder: string): Promise<string[]> {
  try {
    const names = new Set(await readdir(dataFolder))
    return ours.filter((name) => names.has(name))
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return []
    throw fileFailure(thrown, dataFolder)
  }
}
