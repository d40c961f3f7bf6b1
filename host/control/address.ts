/** Where the instance of a data folder listens for other terminals. */
import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { MarsadError } from '../../contract/errors'
import { fileFailure } from '../fileFailure'

/**
 * A unix socket with a short path (systems allow about 104 bytes, data folders may be deep) in a folder of this user's
 * own; on Windows a named pipe. The same data folder always gives the same address for the same user.
 * @param dataFolder absolute and resolved
 */
export function controlAddress(dataFolder: string): string {
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\marsad-${userInfo().username}-${hash}`
  return join(tmpdir(), `marsad-${userInfo().uid}`, `${hash}.sock`)
}

/**
 * Makes the folder of a socket, open to this user alone: whoever reaches the socket can start and wipe the stack.
 * @throws MarsadError `no_permission` when the folder belongs to somebody else or is not a folder
 */
export async function prepareControlFolder(address: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = dirname(address)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const found = await lstat(folder)
    // A link or a folder that another user laid here would put the socket into their hands.
    if (!found.isDirectory() || found.uid !== userInfo().uid) throw new MarsadError('no_permission', { path: folder })
    if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700)
  } catch (thrown) {
    throw thrown instanceof MarsadError ? thrown : fileFailure(thrown, folder)
  }
}
