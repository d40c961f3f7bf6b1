/** Where the instance of a data folder listens for other terminals; they read it from instance.json. */
import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { MarsadError } from '../../contract/errors'
import { fileFailure } from '../fileFailure'

/** A unix socket's path has about 104 bytes on some systems, with the byte that ends it. */
const longestPath = 100

export interface ControlAddress {
  /** Path of the socket; on Windows the name of a pipe. */
  readonly address: string
  /** Removes a folder that was made for this socket alone. */
  readonly release: () => Promise<void>
}

/**
 * A socket with a short path in a folder of this user's own. Another account may have taken a name in the shared temporary folder, so there
 * are several places, the last of them with a name that nobody can know before.
 * @param dataFolder absolute and resolved
 * @throws MarsadError `no_permission`, `disk_full` where no place is left
 */
export async function openControlAddress(dataFolder: string): Promise<ControlAddress> {
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)
  if (process.platform === 'win32') {
    return { address: `\\\\.\\pipe\\marsad-${userInfo().username}-${hash}`, release: () => Promise.resolve() }
  }
  for (const folder of await usualFolders(dataFolder)) {
    const address = join(folder, `${hash}.sock`)
    if (Buffer.byteLength(address) > longestPath) continue
    try {
      await prepareControlFolder(address)
      return { address, release: () => Promise.resolve() }
    } catch (thrown) {
      // Of another account, or no folder: the next place is as good.
      if (!(thrown instanceof MarsadError)) throw thrown
    }
  }
  const folder = await freshFolder()
  return { address: join(folder, `${hash}.sock`), release: () => rm(folder, { recursive: true, force: true }) }
}

async function usualFolders(dataFolder: string): Promise<string[]> {
  const { uid } = userInfo()
  const runtime = process.env['XDG_RUNTIME_DIR']
  const isOwn = runtime !== undefined && isAbsolute(runtime) && (await isPrivate(runtime))
  return [
    ...(isOwn ? [join(runtime, 'marsad')] : []),
    join(tmpdir(), `marsad-${uid}`),
    join(dataFolder, 'run', 'control'),
  ]
}

/** The XDG base directory specification: the folder is owned by the user, who alone has access to it. */
async function isPrivate(folder: string): Promise<boolean> {
  try {
    const found = await lstat(folder)
    return found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0
  } catch {
    // Where it cannot even be looked at, it is no place for a socket.
    return false
  }
}

async function freshFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'marsad-'))
  } catch (thrown) {
    throw fileFailure(thrown, tmpdir())
  }
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
