import { MarsadError } from '../contract/errors'
import { localFileError } from './localFileError'
import { readLocalFile, type ReadLimits } from './readLocalFile'

/** Enough for any file that people write or that describes a state. */
export const textFileLimit = 1024 * 1024

/**
 * The text of a file, read as {@link readLocalFile} does; null where there is none.
 * @throws MarsadError file_kind {path, kind}, file_large {path, limit}, no_permission {path}; the system's error of a disk that fails
 */
export function readTextFile(path: string, links: ReadLimits['links'], maxBytes = textFileLimit): string | null {
  const file = readPermitted(path, { links, maxBytes })
  switch (file.kind) {
    case 'absent':
      return null
    case 'unusable':
      throw localFileError(path, file.fault)
    case 'read':
      return file.bytes.toString('utf8')
  }
}

function readPermitted(path: string, limits: ReadLimits): ReturnType<typeof readLocalFile> {
  try {
    return readLocalFile(path, limits)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'EACCES' || thrown.code === 'EPERM'))
      throw new MarsadError('no_permission', { path }, thrown)
    throw thrown
  }
}
