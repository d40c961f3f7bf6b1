/** The one way to read a file of this machine whose kind, size and content are not ours to say. Nothing but node: here: the guardian reads this way too. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync, type Stats } from 'node:fs'

export interface ReadLimits {
  /** A larger file is not read. */
  readonly maxBytes: number
  /** `refuse` inside the data folder, where nobody has a reason to put a link; `follow` for a file that a person chose. */
  readonly links: 'refuse' | 'follow'
}

export type FileKind = 'folder' | 'pipe' | 'device' | 'socket' | 'link'

/** Why a file is not read. */
export type LocalFileFault =
  { readonly fault: 'kind'; readonly kind: FileKind } | { readonly fault: 'large'; readonly maxBytes: number }

export type LocalFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unusable'; readonly fault: LocalFileFault }
  | { readonly kind: 'read'; readonly bytes: Buffer }

/**
 * Reads a regular file of at most so many bytes. Never waits for a writer of a pipe, never reads on without end, never takes more
 * memory than the limit. Synchronous, as what it reads is small.
 * @throws the system's error (EACCES, EIO…) for all but a file that is not there
 */
export function readLocalFile(path: string, limits: ReadLimits): LocalFile {
  const isLinkRefused = limits.links === 'refuse'
  try {
    // Before it is opened: opening alone does something to some devices.
    const before = faultOf(isLinkRefused ? lstatSync(path) : statSync(path), limits.maxBytes)
    if (before !== null) return { kind: 'unusable', fault: before }
    // Windows knows neither flag: there they are undefined, which counts as 0.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | (isLinkRefused ? constants.O_NOFOLLOW : 0)
    const file = openSync(path, flags)
    try {
      // Another file may have taken its place meanwhile.
      const fault = faultOf(fstatSync(file), limits.maxBytes)
      return fault === null ? readOpened(file, limits.maxBytes) : { kind: 'unusable', fault }
    } finally {
      closeSync(file)
    }
  } catch (thrown) {
    switch (thrown instanceof Error && 'code' in thrown ? thrown.code : null) {
      case 'ENOENT':
      case 'ENOTDIR':
        return { kind: 'absent' }
      case 'ELOOP':
        return { kind: 'unusable', fault: { fault: 'kind', kind: 'link' } }
      default:
        throw thrown
    }
  }
}

function faultOf(stats: Stats, maxBytes: number): LocalFileFault | null {
  const kind = kindOf(stats)
  if (kind !== null) return { fault: 'kind', kind }
  return stats.size > maxBytes ? { fault: 'large', maxBytes } : null
}

/** Null for a regular file. */
export function kindOf(stats: Stats): FileKind | null {
  if (stats.isFile()) return null
  if (stats.isDirectory()) return 'folder'
  if (stats.isFIFO()) return 'pipe'
  if (stats.isSocket()) return 'socket'
  return stats.isSymbolicLink() ? 'link' : 'device'
}

/** The size that the system names is a hint: a file may grow, and those of /proc have none. */
function readOpened(file: number, maxBytes: number): LocalFile {
  const chunks: Buffer[] = []
  let total = 0
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(64 * 1024, maxBytes + 1 - total))
    const got = readSync(file, chunk, 0, chunk.length, null)
    if (got === 0) return { kind: 'read', bytes: Buffer.concat(chunks) }
    total += got
    if (total > maxBytes) return { kind: 'unusable', fault: { fault: 'large', maxBytes } }
    chunks.push(chunk.subarray(0, got))
  }
}
