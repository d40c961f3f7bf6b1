/** Who holds a port, so that a person can be told. */
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import { hasCode } from '../../../common/hasCode'
import { accountName } from './accountName'

/** What is said when the system does not tell. */
export const unknownOwner = 'another program'

export interface Listener {
  readonly inode: string
  /** Of the account that listens. */
  readonly uid: number
}

/** The sockets that listen on a port, from the text of /proc/net/tcp or tcp6. Source: proc(5). */
export function listenersOn(table: string, port: number): Listener[] {
  const listening = '0A'
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === listening && Number.parseInt(fields[1]?.split(':')[1] ?? '', 16) === port)
    .map((fields) => ({ inode: fields[9] ?? '', uid: Number(fields[7]) }))
    .filter(({ inode }) => inode !== '')
}

/** The first process of `lsof -F pcL` output: a line `p<pid>`, then `c<command>` and `L<account>`. */
export function ownerFromLsof(output: string): string | null {
  const pid = /^p(\d+)$/m.exec(output)?.[1]
  const name = /^c(.+)$/m.exec(output)?.[1]
  const account = /^L(.+)$/m.exec(output)?.[1]
  return pid === undefined || name === undefined ? null : `${name} (pid ${pid}, account ${account ?? '?'})`
}

/**
 * @returns `name (pid 123, account somebody)`; with `?` for what this account may not see of another one's process, and
 * {@link unknownOwner} where nothing is known.
 */
export async function portOwner(port: number): Promise<string> {
  return (process.platform === 'linux' ? await ownerOnLinux(port) : await ownerByLsof(port)) ?? unknownOwner
}

async function ownerOnLinux(port: number): Promise<string | null> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readOrEmpty))
  const listeners = tables.flatMap((table) => listenersOn(table, port))
  const [first] = listeners
  if (first === undefined) return null
  const account = await accountName(first.uid)
  const sockets = new Set(listeners.map(({ inode }) => `socket:[${inode}]`))
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const folder = `/proc/${pid}/fd`
    for (const file of await listOrEmpty(folder)) {
      if (sockets.has(await linkOrEmpty(`${folder}/${file}`))) {
        return `${(await readOrEmpty(`/proc/${pid}/comm`)).trim()} (pid ${pid}, account ${account})`
      }
    }
  }
  return `? (pid ?, account ${account})`
}

async function ownerByLsof(port: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-FpcL'])
    return ownerFromLsof(stdout)
  } catch (thrown) {
    // lsof is not there, or found nothing that this user may see.
    if (hasCode(thrown, 'ENOENT') || (thrown instanceof Error && 'code' in thrown && thrown.code === 1)) return null
    throw thrown
  }
}

/** Processes end, and other users' ones are closed to us, while the folder is walked. */
const unseen = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'] as const

async function orElse<T>(read: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read
  } catch (thrown) {
    if (hasCode(thrown, ...unseen)) return otherwise
    throw thrown
  }
}
const readOrEmpty = (path: string): Promise<string> => orElse(readFile(path, 'utf8'), '')
const listOrEmpty = (path: string): Promise<string[]> => orElse(readdir(path), [])
const linkOrEmpty = (path: string): Promise<string> => orElse(readlink(path), '')
