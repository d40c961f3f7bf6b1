/** The account that root gives its services: whoever gets a service to run something has no more than its files. */
import { readFileSync } from 'node:fs'
import { asRootVariable } from '../../../contract/asRoot'
import { MarsadError } from '../../../contract/errors'

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Made by set-up, and of nothing else: an account such as `postgres` may own a cluster of the system. */
const accountName = 'marsad'

/** A line of a passwd file by its name. Source: passwd(5). */
export function accountIn(passwd: string, name: string): Account | null {
  for (const line of passwd.split('\n')) {
    const [user, , uid, gid] = line.split(':')
    if (user === name && uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) }
  }
  return null
}

/** Whether root has asked that the services run as root. Postgres refuses that, and runs as the account all the same. */
export function wantsRoot(env: NodeJS.ProcessEnv = process.env): boolean {
  return env[asRootVariable] === '1'
}

/**
 * @returns null when this process is not root: then the services run as the same user as all else.
 * @throws MarsadError account_missing, and root_refused on a system where set-up makes no accounts.
 */
export function serviceAccount(): Account | null {
  if (process.getuid?.() !== 0) return null
  if (process.platform !== 'linux' && !wantsRoot()) throw new MarsadError('root_refused')
  const found = accountIn(readFileSync('/etc/passwd', 'utf8'), accountName)
  if (found === null || found.uid === 0) throw new MarsadError('account_missing', { user: accountName })
  return found
}
