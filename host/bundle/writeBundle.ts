/** A bundle as a file: a zip, for its owner alone to read. */
import { open, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Bundle, SavedBundle } from '../../contract/bundle'
import { MarsadError } from '../../contract/errors'
import { writeFileAtomic } from '../atomicFile'
import { fileFailure, systemCode } from '../fileFailure'
import { zipOf } from './zip'

/** A name for a bundle of this moment (UTC). @param at milliseconds since the epoch */
export const bundleName = (at: number): string =>
  `marsad-bundle-${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}.zip`

/**
 * @param replace whether a file that is there already may be replaced
 * @throws MarsadError file_exists {path}; no_permission, disk_full
 */
export async function writeBundle(bundle: Bundle, file: string, replace: boolean): Promise<SavedBundle> {
  const path = resolve(file)
  const bytes = zipOf(bundle.files, Date.now())
  try {
    await (replace ? writeFileAtomic(path, bytes) : writeNewFile(path, bytes))
  } catch (thrown) {
    throw systemCode(thrown) === 'EEXIST' ? new MarsadError('file_exists', { path }) : fileFailure(thrown, path)
  }
  const { parts, missing, masked } = bundle
  return { path, bytes: bytes.length, parts, missing, masked }
}

async function writeNewFile(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } catch (thrown) {
    await rm(path, { force: true })
    throw thrown
  } finally {
    await file.close()
  }
}
