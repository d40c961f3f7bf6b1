/** Which account of this machine is at the other end of a loopback connection. */
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

/** `unreadable`: this system does not show it. `unknown`: nobody owns the other end any more. */
export type PeerAccount =
  { readonly kind: 'account'; readonly uid: number } | { readonly kind: 'unknown' } | { readonly kind: 'unreadable' }

/** The ends of a connection, as this side sees them. */
export interface Ends {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
}

/**
 * Looks the peer up in the kernel's tables of TCP sockets. Linux only; elsewhere `unreadable`.
 * Source: proc_net_tcp in the kernel's documentation.
 */
export async function peerAccount(socket: Socket): Promise<PeerAccount> {
  if (process.platform !== 'linux') return { kind: 'unreadable' }
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  if (
    localAddress === undefined ||
    localPort === undefined ||
    remoteAddress === undefined ||
    remotePort === undefined
  ) {
    return { kind: 'unknown' }
  }
  const ends = { localAddress, localPort, remoteAddress, remotePort }
  for (const table of await freshTables()) {
    const uid = uidIn(table, ends)
    if (uid !== null) return { kind: 'account', uid }
  }
  return { kind: 'unknown' }
}

let reading: Promise<unknown> = Promise.resolve()
let next: Promise<readonly string[]> | null = null

/** Both tables, read after the call: many connections at once share a reading. A client may speak IPv4 through a socket of IPv6. */
function freshTables(): Promise<readonly string[]> {
  if (next !== null) return next
  const begun = reading.then(() => {
    next = null
    return Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readTable))
  })
  next = begun
  reading = begun.catch(() => undefined)
  return begun
}

async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    // A kernel without IPv6 has no table of it.
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return ''
    throw thrown
  }
}

/**
 * The owner of the peer's socket in a table, or null. A socket that its process has closed (inode 0) is shown with uid 0:
 * it would pass for root, so it counts as nobody's.
 */
export function uidIn(table: string, ends: Ends): number | null {
  const here = spellings(ends.localAddress, ends.localPort)
  const there = spellings(ends.remoteAddress, ends.remotePort)
  // Searched as text: a table of a busy machine has thousands of rows, and a stranger may add to them.
  for (const row of there.flatMap((local) => here.map((remote) => ` ${local} ${remote} `))) {
    const at = table.indexOf(row)
    if (at < 0) continue
    const end = table.indexOf('\n', at)
    const fields = table
      .slice(at, end < 0 ? undefined : end)
      .trim()
      .split(/\s+/)
    const [, , , , , , uid = '', , inode = '0'] = fields
    if (inode !== '0') return Number(uid)
  }
  return null
}

/** As the kernel writes an address: words of four bytes in the byte order of the machine (little-endian), the port big-endian. */
function spellings(address: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.(\d+)\.(\d+)$/i.exec(address)
  if (v4 !== null) {
    const word = v4
      .slice(1)
      .reverse()
      .map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
      .join('')
    return [`${word}${suffix}`, `0000000000000000FFFF0000${word}${suffix}`]
  }
  return address === '::1' ? [`00000000000000000000000001000000${suffix}`] : []
}
