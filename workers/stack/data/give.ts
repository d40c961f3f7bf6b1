import { chmod, chown, stat } from 'node:fs/promises'
import type { Account } from './account'

/** Hands a file or a folder over to the account that a service runs as; a folder is then closed to others. */
export async function give(path: string, account: Account | null): Promise<void> {
  if (account === null) return
  await chown(path, account.uid, account.gid)
  if ((await stat(path)).isDirectory()) await chmod(path, 0o700)
}
