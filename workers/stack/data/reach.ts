/** Whether another user can enter a folder. */
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Account } from './account'

/** Whether the mode bits let this account search a folder (its own bits decide, then its group's, then everybody's). */
export function maySearch(folder: { uid: number; gid: number; mode: number }, who: Account): boolean {
  if (folder.uid === who.uid) return (folder.mode & 0o100) !== 0
  if (folder.gid === who.gid) return (folder.mode & 0o010) !== 0
  return (folder.mode & 0o001) !== 0
}

/** @returns the first folder on the way to `path` (the path's own included) that this account cannot enter, or null. */
export async function firstBarrier(path: string, who: Account): Promise<string | null> {
  const above = dirname(path)
  const barrier = above === path ? null : await firstBarrier(above, who)
  return barrier ?? (maySearch(await stat(path), who) ? null : path)
}
