/** The user that Postgres runs as: it refuses to run as root. */
import { readFileSync } from 'node:fs'

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** A line of a passwd file by its name. Source: passwd(5). */
export function accountIn(passwd: string, name: string): Account | null {
  for (const line of passwd.split('\n')) {
    const [user, , uid, gid] = line.split(':')
    if (user === name && uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) }
  }
  return null
}

/** @returns null when this process is not root: then Postgres runs as the same user as all else. */
export function rootsPostgresAccount(): Account | null | 'missing' {
  if (process.getuid?.() !== 0) return null
  return accountIn(readFileSync('/etc/passwd', 'utf8'), 'postgres') ?? 'missing'
}
