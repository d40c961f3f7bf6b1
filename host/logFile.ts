/** `<data>/logs/console.log`: every line of the console as JSON, rotated by size. */
import { existsSync, renameSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import type { LogLine } from '../contract/commands'
import { refuseSpecialFile } from '../files/refuseSpecialFile'
import { fileFailure, systemCode } from './fileFailure'

export interface LogFile {
  write(line: LogLine): void
  /** Writes what is still held and closes the file. */
  close(): Promise<void>
}

export interface LogFileOptions {
  readonly folder: string
  /** A file is set aside when it has grown to this many bytes. */
  readonly maxBytes?: number
  /** How many files set aside are kept: console.log.1 is the newest. */
  readonly keep?: number
  /** The file cannot be written (disk full…): told once until a write has succeeded again. */
  readonly onFailure: (error: Error) => void
}

/** How long the last lines may take to reach the file, in milliseconds. */
const closeLimitMs = 2_000

/** @throws MarsadError when the folder or the file cannot be made */
export async function openLogFile(options: LogFileOptions): Promise<LogFile> {
  const { folder, maxBytes = 10 * 1024 * 1024, keep = 4 } = options
  const path = join(folder, 'console.log')
  let written: number
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    refuseSpecialFile(path)
    written = existsSync(path) ? statSync(path).size : 0
  } catch (thrown) {
    throw fileFailure(thrown, path)
  }
  const destination = pino.destination({ dest: path, append: true, sync: false, mode: 0o600 })
  let failing = false
  let closed = false
  destination.on('write', (bytes: number) => {
    failing = false
    written += bytes
    if (written < maxBytes || closed) return
    written = 0
    shift(path, keep)
    destination.reopen()
  })
  destination.on('error', (error: Error) => {
    if (!failing) options.onFailure(error)
    failing = true
  })
  const logger = pino({ level: 'debug', base: null, timestamp: false, messageKey: 'text' }, destination)
  return {
    write: (line) => {
      if (!closed) logger[line.level]({ at: new Date(line.at).toISOString(), source: line.source }, line.text)
    },
    close: () => {
      closed = true
      return new Promise((resolve) => {
        // A destination that failed (a full disk) may never say "close", nor that it failed again; its rest is lost either way.
        const limit = setTimeout(() => finish(), closeLimitMs)
        const finish = (): void => {
          clearTimeout(limit)
          if (failing) destination.destroy()
          resolve()
        }
        destination.once('close', finish)
        destination.once('error', finish)
        destination.end()
      })
    },
  }
}

/** console.log → .1 → .2 …; the oldest is overwritten. */
function shift(path: string, keep: number): void {
  for (let n = keep - 1; n >= 0; n -= 1) {
    const from = n === 0 ? path : `${path}.${n}`
    try {
      renameSync(from, `${path}.${n + 1}`)
    } catch (thrown) {
      if (systemCode(thrown) !== 'ENOENT') throw thrown
    }
  }
}
