import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { leftoversSchema, type Leftovers } from '../contract/leftovers'

/** Ending five servers in order takes as long as a stop, in milliseconds. */
const limitMs = 90_000

/**
 * Asks which processes hold the stores of a data folder, and ends the servers among them if wanted. Only while no console runs on it.
 * @param entries the folder of built entries
 * @throws what running the program fails with
 */
export async function leftovers(act: 'list' | 'end', dataFolder: string, entries: string): Promise<Leftovers> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(entries, 'leftovers.js'), act, dataFolder], {
    timeout: limitMs,
  })
  return leftoversSchema.parse(JSON.parse(stdout))
}
