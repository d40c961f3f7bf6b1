/** How a program of a service is spawned, whoever it runs as. */
import type { SpawnOptions } from 'node:child_process'

export interface RunAs {
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Null for this process's own user. */
  readonly account: { readonly uid: number; readonly gid: number } | null
}

/** Another account has no use for our home and our temporary folder, which may be closed to it. Node drops all supplementary groups. */
export function spawnAs({ env, cwd, account }: RunAs): Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> {
  if (account === null) return { cwd, env: { ...env } }
  const { HOME: _home, TMPDIR: _temporary, ...rest } = env
  return { cwd, env: { ...rest, HOME: '/nonexistent' }, uid: account.uid, gid: account.gid }
}
