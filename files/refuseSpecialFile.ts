import { lstatSync } from 'node:fs'
import { localFileError } from './localFileError'
import { kindOf } from './readLocalFile'

/**
 * To be called before a file of the data folder is opened in another way than by readLocalFile, for its end or to be written: a pipe
 * would wait for ever, a link lead elsewhere. A file that is not there is good.
 * @throws MarsadError file_kind {path, kind}
 */
export function refuseSpecialFile(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  const kind = stats === undefined ? null : kindOf(stats)
  if (kind !== null) throw localFileError(path, { fault: 'kind', kind })
}
