import { join } from 'node:path'
import { keptFile, type KeptFile } from '../../runtime/keptFile'
import { keepTally, keptTallySchema, restoreTally, type TallyState } from './tallyState'

/** Where the tally is kept between runs: `<data>/run/tally.json`. */
export function tallyPath(dataDir: string): string {
  return join(dataDir, 'run', 'tally.json')
}

/** A page of ids that is set in part takes 700 bytes, one for each 4,096 ids: these are 90 million ids of which none is complete. */
const keptLimit = 16 * 1024 * 1024

/** The tally as an earlier process kept it. One that cannot be understood counts as none: all is read anew, which costs time and loses nothing. */
export function tallyFile(path: string, warn: (text: string) => void): Pick<KeptFile<TallyState>, 'read' | 'write'> {
  const file = keptFile(path, keptTallySchema, (text) => warn(`${text}; the topics are counted again`), keptLimit)
  return {
    read: async () => {
      const kept = await file.read()
      return kept === null ? null : restoreTally(kept)
    },
    write: (state) => file.write(keepTally(state)),
  }
}
