/** The data folder as the owner of an instance takes it: made, belonging to this account alone, and free of links. */
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readdirSync, statSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { MarsadError } from '../contract/errors'
import { fileFailure, systemCode } from './fileFailure'

/** How deep these are looked through; what lies deeper belongs to the programs that fill them, and some of those make links. */
const depthOf: Readonly<Record<string, number>> = { postgres: 1, kafka: 1, clickhouse: 1, redis: 1, window: 0 }
const usualDepth = 8

/**
 * Makes the folder where it is missing, takes from group and others what an older Marsad gave them, and looks that nothing which Marsad
 * opens, writes or deletes in it is a symbolic link. The way to the folder may lead through links of the system.
 * @throws MarsadError `data_foreign` of another account, `data_shared` others could have written into it, `data_link`, `no_permission`,
 * `disk_full`
 */
export function secureDataFolder(folder: string): void {
  try {
    makeFolder(folder)
    if (process.platform !== 'win32') {
      refuseOthers(folder)
      // Asked for what is there already: Node's mkdir speaks of ENOENT below a folder of a read-only disk.
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
      for (const { name, path, found } of entriesOf(folder)) {
        if (!found.isSymbolicLink()) tighten(path, found)
        refuseLinks(path, found, depthOf[name] ?? usualDepth, depthOf[name] === undefined)
      }
    }
  } catch (thrown) {
    if (thrown instanceof MarsadError) throw thrown
    const failure = fileFailure(thrown, folder)
    throw failure.failure.code === 'internal' ? new MarsadError('no_permission', { path: folder }, thrown) : failure
  }
}

const isRoot = (): boolean => process.getuid?.() === 0

/** Folders that root makes on the way let root's services pass. */
function makeFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (made === undefined || !isRoot()) return
  for (let path = folder; path !== made;) {
    path = dirname(path)
    chmodSync(path, 0o711)
  }
}

function refuseOthers(folder: string): void {
  const own = process.getuid?.()
  const link = lstatSync(folder)
  // A link of another account would choose the folder.
  if (link.isSymbolicLink() && link.uid !== 0 && link.uid !== own) throw new MarsadError('data_link', { path: folder })
  const found = statSync(folder)
  if (found.uid !== own) throw new MarsadError('data_foreign', { path: folder, uid: found.uid })
  tighten(folder, found)
  // Looked at once it is closed: nothing can appear in it any more.
  const wasShared = (found.mode & 0o022) !== 0
  if (!wasShared || readdirSync(folder).length === 0) return
  chmodSync(folder, found.mode & 0o7777)
  throw new MarsadError('data_shared', { path: folder })
}

/** Root's services have an account of their own, which passes through folders by its group (workers/stack/data/ownership.ts). */
function tighten(path: string, found: Stats): void {
  if (found.uid !== process.getuid?.()) return
  const kept = found.mode & (found.isDirectory() && isRoot() ? 0o710 : 0o700)
  if ((found.mode & 0o777) !== kept) unlessGone(() => chmodSync(path, kept))
}

/** @param own whether what lies in it is Marsad's: a store's is its service's */
function refuseLinks(path: string, found: Stats, depth: number, own: boolean): void {
  if (found.isSymbolicLink()) throw new MarsadError('data_link', { path })
  if (depth === 0 || !found.isDirectory()) return
  for (const entry of entriesOf(path)) {
    if (own && !entry.found.isSymbolicLink()) tighten(entry.path, entry.found)
    refuseLinks(entry.path, entry.found, depth - 1, own)
  }
}

/** What is in a folder. */
function entriesOf(folder: string): { name: string; path: string; found: Stats }[] {
  return (unlessGone(() => readdirSync(folder)) ?? []).flatMap((name) => {
    const path = join(folder, name)
    const found = unlessGone(() => lstatSync(path))
    return found === null ? [] : [{ name, path, found }]
  })
}

/** Null for what has gone meanwhile: another instance may be at work here, which is found out later. */
function unlessGone<T>(look: () => T): T | null {
  try {
    return look()
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null
    throw thrown
  }
}
