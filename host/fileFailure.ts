import { MarsadError } from '../contract/errors'

/** The system's code of a thrown error (`ENOENT`, `EACCES`…), or null. */
export function systemCode(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
}

/** A failed access to a file as the error a person can act on. */
export function fileFailure(thrown: unknown, path: string): MarsadError {
  if (thrown instanceof MarsadError) return thrown
  switch (systemCode(thrown)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new MarsadError('disk_full', { path }, thrown)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new MarsadError('no_permission', { path }, thrown)
    default:
      return new MarsadError('internal', { path }, thrown)
  }
}
