/** How much room the disk of the data folder has, and what programs say when there is none. */
import { statfsSync } from 'node:fs'
import { hasCode } from '../../../common/hasCode'

/**
 * With less room than this, in bytes, the services cannot be expected to run: a segment of Postgres' write-ahead log
 * takes 16 MiB and an index of Kafka 10 MiB, each made at once.
 */
export const neededRoom = 32 * 1024 * 1024

/** Whether the disk that holds this path has the room that services need, for those who are not root; true where there is no such path. */
export function hasRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize >= neededRoom
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) return true
    throw thrown
  }
}

/** Whether a program's words, or an error's, tell of a full disk. */
export function tellsOfFullDisk(text: string): boolean {
  return /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/i.test(text)
}
