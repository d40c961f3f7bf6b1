/** An account without rights, as which root's tests run the window. */
import { spawnSync } from 'node:child_process'
import { chmod, chown, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot, type User } from './cli'

export interface OrdinaryUser {
  readonly user: User
  /** A data folder of its own. */
  readonly dataDir: string
  /** Where it sees the clone. */
  readonly project: string
  /** What runs a program as this user, with its own home and its own key to the display. */
  readonly before: readonly string[]
  remove(): Promise<void>
}

/**
 * The account `nobody`, which every system has: nothing is added to it. A clone in a folder of root's is bound to a place that it reaches,
 * in a mount namespace of its processes alone.
 */
export async function openOrdinaryUser(): Promise<OrdinaryUser> {
  const user = { uid: idOf('-u'), gid: idOf('-g') }
  const home = await mkdtemp(join(tmpdir(), 'marsad-user-'))
  const dataDir = join(home, 'data')
  const project = join(home, 'clone')
  await chmod(home, 0o700)
  await mkdir(dataDir, { mode: 0o700 })
  await mkdir(project)
  const key = process.env['XAUTHORITY']
  if (key !== undefined) {
    await copyFile(key, join(home, 'display'))
    await chown(join(home, 'display'), user.uid, user.gid)
  }
  for (const path of [home, dataDir, project]) await chown(path, user.uid, user.gid)
  const asUser = [
    'setpriv',
    ...[`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--inh-caps=-all', '--'],
    ...['env', '-u', 'XDG_RUNTIME_DIR', '-u', 'XDG_CONFIG_HOME', '-u', 'XDG_DATA_HOME', '-u', 'XDG_CACHE_HOME'],
    ...[`HOME=${home}`, 'USER=nobody', 'LOGNAME=nobody', `XAUTHORITY=${join(home, 'display')}`],
  ]
  const reaches =
    spawnSync(asUser[0] ?? '', [...asUser.slice(1), 'test', '-r', join(projectRoot, 'package.json')]).status === 0
  const bind = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" "$1" && shift && exec "$@"', projectRoot, project]
  return {
    user,
    dataDir,
    project: reaches ? projectRoot : project,
    before: reaches ? asUser : [...bind, ...asUser],
    remove: () => rm(home, { recursive: true, force: true }),
  }
}

function idOf(flag: string): number {
  const { stdout, status } = spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' })
  if (status !== 0) throw new Error('this system has no account nobody')
  return Number(stdout)
}
