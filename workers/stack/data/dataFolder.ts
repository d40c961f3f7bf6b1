/** The data folder of an instance: made, checked, and refused with a reason. */
import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { MarsadError } from '../../../contract/errors'
import { readLocalFile } from '../../../files/readLocalFile'
import type { Account } from './account'
import { tellsOfFullDisk } from './diskRoom'
import { hasCode } from '../../../common/hasCode'
import { makePassage } from './ownership'
import { firstBarrier } from './reach'

/** Grows when an older Marsad could no longer read what lies in the folder. */
export const dataFormat = 1
const formatSchema = z.object({ format: z.int().positive() })
const formatLimit = 64 * 1024

export interface DataFolder {
  readonly root: string
  /** Logs of the services, rotated. */
  readonly logs: string
  /** What describes the present run: services.json, written configuration. */
  readonly run: string
  /** A folder of its own for each store. */
  readonly store: (name: string) => string
}

export function dataFolderAt(root: string): DataFolder {
  return { root, logs: join(root, 'logs'), run: join(root, 'run'), store: (name) => join(root, name) }
}

/**
 * Makes sure that the folder is there, ours to write, of a format that we know, and open to the account that the services
 * run as.
 * @throws MarsadError data_newer, data_format, no_permission, disk_full, data_unreachable.
 */
export async function openDataFolder(folder: DataFolder, account: Account | null): Promise<void> {
  await asFailure(folder.root, async () => {
    await makePassage(folder.root, account)
    await checkFormat(folder.root)
    // Services write into open files of the log: they need no way to them.
    await makePassage(folder.logs, null)
    await makePassage(folder.run, account)
    const probe = join(folder.run, `.write-${randomUUID()}`)
    await writeFile(probe, 'x'.repeat(4_096), { flag: 'wx', mode: 0o600 })
    await rm(probe)
  })
  if (account === null) return
  const barrier = await firstBarrier(folder.root, account)
  if (barrier !== null) throw new MarsadError('data_unreachable', { path: barrier, user: account.name })
}

async function checkFormat(root: string): Promise<void> {
  const path = join(root, 'format.json')
  const file = readLocalFile(path, { maxBytes: formatLimit, links: 'refuse' })
  if (file.kind === 'absent') {
    const next = `${path}.${randomUUID()}.next`
    await writeFile(next, `${JSON.stringify({ format: dataFormat })}\n`, { flag: 'wx', mode: 0o600 })
    await rename(next, path)
    return
  }
  if (file.kind === 'unusable') {
    const kind = file.fault.fault === 'kind' ? { kind: file.fault.kind } : {}
    throw new MarsadError('data_format', { path, supported: dataFormat, ...kind })
  }
  const found = parseFormat(file.bytes.toString('utf8'), path)
  if (found > dataFormat) throw new MarsadError('data_newer', { found, supported: dataFormat })
}

/** @throws MarsadError data_format: whoever guesses here may read data of another format. */
function parseFormat(text: string, path: string): number {
  try {
    return formatSchema.parse(JSON.parse(text)).format
  } catch (thrown) {
    throw new MarsadError('data_format', { path, supported: dataFormat }, thrown)
  }
}

/** Runs something that touches files; the failures that a person can mend get their own code. */
export async function asFailure<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (thrown) {
    throw fileFailure(path, thrown) ?? thrown
  }
}

function fileFailure(path: string, thrown: unknown): MarsadError | null {
  // A helper program (initdb…) tells it in its words, which are its error's message.
  if (thrown instanceof Error && tellsOfFullDisk(thrown.message)) return new MarsadError('disk_full', { path }, thrown)
  if (hasCode(thrown, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR')) return new MarsadError('no_permission', { path }, thrown)
  if (hasCode(thrown, 'EISDIR')) return new MarsadError('file_kind', { path: placeOf(thrown) ?? path, kind: 'folder' })
  return null
}

/** The path that a system error names: of a rename the target, which is what stands in the way. */
function placeOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error)) return null
  if ('dest' in thrown && typeof thrown.dest === 'string') return thrown.dest
  return 'path' in thrown && typeof thrown.path === 'string' ? thrown.path : null
}
