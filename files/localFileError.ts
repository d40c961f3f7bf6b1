import { MarsadError } from '../contract/errors'
import type { LocalFileFault } from './readLocalFile'

/** What a person reads of a file that cannot be used. */
export function localFileError(path: string, fault: LocalFileFault): MarsadError {
  return fault.fault === 'kind'
    ? new MarsadError('file_kind', { path, kind: fault.kind })
    : new MarsadError('file_large', { path, limit: sizeText(fault.maxBytes) })
}

const sizeText = (bytes: number): string =>
  bytes % (1024 * 1024) === 0 ? `${bytes / (1024 * 1024)} MiB` : `${Math.round(bytes / 1024)} KiB`

/** Whether a thrown value says that a file is there and is of no use; not that it may not be read. */
export const isFileUnusable = (thrown: unknown): thrown is MarsadError =>
  thrown instanceof MarsadError && (thrown.failure.code === 'file_kind' || thrown.failure.code === 'file_large')
