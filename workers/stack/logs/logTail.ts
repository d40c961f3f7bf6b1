/** Follows a log file that another process appends to, and keeps it from growing without end. */
import {
  appendFileSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { refuseSpecialFile } from '../../../files/refuseSpecialFile'
import { hasCode } from '../../../common/hasCode'

export interface LogTail {
  /** Hands over the lines written since the last call. `last`: the writer has ended, so an unfinished line counts too. */
  poll(last?: boolean): void
  close(): void
}

export interface LogTailLimits {
  /** Size in bytes above which the file is copied away and emptied. */
  readonly rotateBytes: number
  /** How many copies are kept, `<file>.1` being the newest. */
  readonly keep: number
}
export const usualLimits: LogTailLimits = { rotateBytes: 10 * 1024 * 1024, keep: 3 }

/** A longer line is cut here: nobody reads it in a window, and it must not fill the memory. */
const longestLine = 8_192
const chunkBytes = 64 * 1024
/** As 'a+', through no link. */
const appending = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW

/**
 * Opens (and creates) the file and follows it from its present end.
 *
 * Rotation copies and truncates, for the writer holds the file open: it appends (O_APPEND), so it goes on at the new
 * end by itself. What is written between the copy and the truncation is added to the copy first.
 */
export function openLogTail(path: string, limits: LogTailLimits, onLines: (lines: readonly string[]) => void): LogTail {
  refuseSpecialFile(path)
  // Its writer may be another one: whoever comes first decides the mode.
  const file = openSync(path, appending, 0o600)
  let position = fstatSync(file).size
  let decoder = new StringDecoder('utf8')
  let unfinished = ''
  const chunk = Buffer.allocUnsafe(chunkBytes)

  const read = (): void => {
    // Somebody emptied the file by hand.
    if (fstatSync(file).size < position) position = 0
    for (;;) {
      const count = readSync(file, chunk, 0, chunk.length, position)
      if (count === 0) return
      position += count
      const lines = (unfinished + decoder.write(chunk.subarray(0, count))).split('\n')
      unfinished = (lines.pop() ?? '').slice(0, longestLine)
      if (lines.length > 0) onLines(lines.map((line) => line.replace(/\r$/, '').slice(0, longestLine)))
    }
  }

  const rotate = (): void => {
    for (let number = limits.keep - 1; number >= 1; number -= 1) {
      if (existsSync(`${path}.${number}`)) renameSync(`${path}.${number}`, `${path}.${number + 1}`)
    }
    try {
      copyFileSync(path, `${path}.1`)
      const copied = statSync(`${path}.1`).size
      read()
      if (position > copied) {
        const since = Buffer.alloc(position - copied)
        readSync(file, since, 0, since.length, copied)
        appendFileSync(`${path}.1`, since)
      }
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOSPC', 'EDQUOT')) throw thrown
      // A full disk needs the room more than anybody needs the old lines.
      rmSync(`${path}.1`, { force: true })
    }
    truncateSync(path, 0)
    position = 0
    decoder = new StringDecoder('utf8')
  }

  return {
    poll(last = false) {
      read()
      if (last && unfinished !== '') {
        onLines([unfinished])
        unfinished = ''
      }
      if (position >= limits.rotateBytes) rotate()
    },
    close: () => closeSync(file),
  }
}
