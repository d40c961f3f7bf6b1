import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Replaces a file as a whole: readers see the old or the new content, also after a power cut.
 * @throws the system's error (ENOSPC, EACCES…); the old file is then untouched and no rest is left beside it
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  // A name that nobody knows before, and that must be new: a link laid there beforehand is not followed.
  const temporary = `${path}.${randomUUID()}.new`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
  // The rename itself is durable once its folder is; Windows cannot open folders.
  if (process.platform === 'win32') return
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
