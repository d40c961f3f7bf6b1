/**
 * A zip of a few texts, after PKWARE's APPNOTE.TXT 6.3.10: every system opens one by itself. Sizes are known before anything is
 * written and stay far below 4 GiB, so neither data descriptors nor Zip64 are needed.
 */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  /** Path within the zip, with `/`. */
  readonly name: string
  readonly text: string
}

const neededVersion = 20
const madeByUnix = (3 << 8) | neededVersion
const utf8Names = 1 << 11
const deflated = 8
/** A plain file that its owner alone may read and write: S_IFREG | 0600, in the upper half. */
const ownersFile = (0o100600 << 16) >>> 0

/** @param at the time that its files bear, in milliseconds since the epoch */
export function zipOf(entries: readonly ZipEntry[], at: number): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, text } of entries) {
    const bytes = Buffer.from(text, 'utf8')
    const data = deflateRawSync(bytes)
    const path = Buffer.from(name, 'utf8')
    // What the local header and the directory say alike: 4.3.7, 4.3.12.
    const common = Buffer.concat([
      u16(neededVersion, utf8Names, deflated, ...dosTime(at)),
      u32(crc32(bytes), data.length, bytes.length),
      u16(path.length, 0),
    ])
    const local = Buffer.concat([u32(0x04034b50), common, path, data])
    directory.push(u32(0x02014b50), u16(madeByUnix), common, u16(0, 0, 0), u32(ownersFile, offset), path)
    parts.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.concat([
    u32(0x06054b50),
    u16(0, 0, entries.length, entries.length),
    u32(listed.length, offset),
    u16(0),
  ])
  return Buffer.concat([...parts, listed, end])
}

/** Time and date as MS-DOS has them, which a zip tells without a zone: UTC here. */
function dosTime(at: number): [number, number] {
  const date = new Date(at)
  return [
    (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1),
    ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
  ]
}

function u16(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2)
  values.forEach((value, n) => buffer.writeUInt16LE(value, n * 2))
  return buffer
}

function u32(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4)
  values.forEach((value, n) => buffer.writeUInt32LE(value, n * 4))
  return buffer
}
