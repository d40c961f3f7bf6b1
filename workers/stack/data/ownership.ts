/**
 * Whose the files of the services are. Root's services have an account of their own: it owns their stores and their configuration, and it
 * passes through the folders on the way by its group. For an ordinary user everything is the user's already.
 */
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { lchown, lstat, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Account } from './account'

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Null where nothing can be given away. @param account null for this process's own user */
function ownerFor(account: Account | null): Owner | null {
  return process.getuid?.() === 0 ? (account ?? { uid: 0, gid: 0 }) : null
}

/** Makes a folder that the account may pass through, and no more: it can neither list nor change it. */
export async function makePassage(path: string, account: Account | null): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await changeFolder(path, async (folder) => {
    if (account !== null) await folder.chown(0, account.gid)
    await folder.chmod(account === null ? 0o700 : 0o710)
  })
}

/** Gives one file or folder to the account, closed to all others. A link is refused. */
export async function give(path: string, account: Account | null): Promise<void> {
  const owner = ownerFor(account)
  if (owner === null) return
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    await handle.chown(owner.uid, owner.gid)
    await handle.chmod((await handle.stat()).isDirectory() ? 0o700 : 0o600)
  } finally {
    await handle.close()
  }
}

/**
 * Makes the folder of a store, and gives it with all that is in it to the account that its service runs as now. Call it while no process holds
 * the store. The folder itself changes hands last: where it is right, all in it is, also after a kill in the middle.
 */
export async function makeStore(path: string, account: Account | null): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const owner = ownerFor(account)
  if (owner === null) return
  const found = await lstat(path)
  if (found.uid === owner.uid && found.gid === owner.gid) return
  // Nobody else can get at what is in it from here on.
  await give(path, null)
  await giveAll(path, owner)
  await changeFolder(path, (folder) => folder.chown(owner.uid, owner.gid))
}

/** Follows no link: a link itself changes hands. */
async function giveAll(folder: string, { uid, gid }: Owner): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await giveAll(path, { uid, gid })
    await lchown(path, uid, gid)
  }
}

/** Writes a file that the account alone may read, in one step and through no link. */
export async function writeFor(path: string, text: string, account: Account | null): Promise<void> {
  const next = `${path}.${randomUUID()}.next`
  try {
    const file = await open(next, 'wx', 0o600)
    try {
      const owner = ownerFor(account)
      if (owner !== null) await file.chown(owner.uid, owner.gid)
      await file.writeFile(text)
    } finally {
      await file.close()
    }
    await rename(next, path)
  } catch (thrown) {
    await rm(next, { force: true })
    throw thrown
  }
}

async function changeFolder(path: string, change: (folder: FileHandle) => Promise<void>): Promise<void> {
  // Windows opens no folders, and has no modes.
  if (process.platform === 'win32') return
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    await change(folder)
  } finally {
    await folder.close()
  }
}
