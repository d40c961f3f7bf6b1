/** Whether another account can enter a folder, and read or run a file. */
import { realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Account } from './account'

interface Guarded {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

/** Whether the mode bits let this account do it (its own bits decide, then its group's, then everybody's). @param bits of rwx */
function may(found: Guarded, who: Account, bits: number): boolean {
  const shift = found.uid === who.uid ? 6 : found.gid === who.gid ? 3 : 0
  return ((found.mode >> shift) & bits) === bits
}

/** Whether this account can search a folder. */
export const maySearch = (folder: Guarded, who: Account): boolean => may(folder, who, 0o1)

/** @returns the first folder on the way to `path` (the path's own included) that this account cannot enter, or null. */
export async function firstBarrier(path: string, who: Account): Promise<string | null> {
  const above = dirname(path)
  const barrier = above === path ? null : await firstBarrier(above, who)
  return barrier ?? (maySearch(await stat(path), who) ? null : path)
}

/**
 * Whether this account can read a file, and run it.
 * @returns the folder or the file that keeps it out, or null
 */
export async function barrierToFile(path: string, who: Account, runs: boolean): Promise<string | null> {
  const real = await realpath(path)
  // A link is found through the folder that it is in, and leads into another one.
  const onTheWay = (await firstBarrier(dirname(path), who)) ?? (await firstBarrier(dirname(real), who))
  return onTheWay ?? (may(await stat(real), who, runs ? 0o5 : 0o4) ? null : real)
}
