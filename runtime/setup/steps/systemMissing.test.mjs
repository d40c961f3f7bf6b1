/** The whole command on a machine without Java, Redis and pip, as a user who may not install them. */
import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exists } from '../exists.mjs'
import { projectFolder } from '../paths.mjs'
import { run } from '../run.mjs'
import { errorCode } from '../setUpError.mjs'
import { which } from '../which.mjs'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-missing-'))
})
afterEach(() => rm(folder, { recursive: true }))

const isRoot = process.getuid?.() === 0
/** The user and group `nobody` of Linux. */
const nobody = 65534

const script = join(projectFolder, 'runtime', 'setup', 'marsad.mjs')
const someone = isRoot ? { uid: nobody, gid: nobody } : {}
const obstacle = await findObstacle()
if (obstacle !== undefined) console.warn(`a machine without Java and pip is not tested: ${obstacle}`)

async function findObstacle() {
  if ((await which('apt-get')) === undefined) return 'there is no apt-get here'
  try {
    const read = `require('node:fs').accessSync(${JSON.stringify(script)})`
    const { code } = await run(process.execPath, ['-e', read], { cwd: '/', ...someone })
    return code === 0 ? undefined : 'an ordinary user cannot read this clone'
  } catch (error) {
    if (errorCode(error) === 'EACCES') return 'an ordinary user cannot run this Node'
    throw error
  }
}

test.skipIf(obstacle !== undefined)(
  'Java missing and no pip to bring it: why, the one line to run, exit code 1, nothing begun',
  // It asks the package lists of this system, which takes seconds beside other work.
  { timeout: 60_000 },
  async () => {
    // Every program of this machine but those.
    const bin = join(folder, 'bin')
    await mkdir(bin)
    /** @type {Set<string>} */
    const linked = new Set(['java', 'redis-server', 'redis-check-rdb'])
    for (const part of (process.env['PATH'] ?? '').split(':')) {
      if (part === '' || !(await exists(part))) continue
      for (const name of await readdir(part)) {
        // The first on the path counts.
        if (linked.has(name) || name.startsWith('python')) continue
        linked.add(name)
        await symlink(join(part, name), join(bin, name))
      }
    }
    const home = join(folder, 'home')
    await mkdir(home)
    await chmod(folder, 0o755)
    if (isRoot) await chown(home, nobody, nobody)
    const runtime = join(home, 'runtime')
    const { JAVA_HOME: _, ...inherited } = process.env
    const env = { ...inherited, PATH: bin, HOME: home, MARSAD_RUNTIME: runtime, LC_ALL: 'C' }

    const { code, stderr } = await new Promise(
      (/** @type {(end: { code: unknown, stderr: string }) => void} */ done) => {
        execFile(process.execPath, [script, 'up'], { env, cwd: '/', ...someone }, (error, _, text) =>
          done({ code: error?.code ?? 0, stderr: text }),
        )
      },
    )
    expect({ code, stderr }).toMatchObject({ code: 1 })
    expect(stderr).toContain('Some system packages are missing. Install them with this one line, then run this again:')
    expect(stderr).toMatch(/^Without root, set-up brings java itself; here it cannot \(no Python with pip\)\.$/m)
    expect(stderr).toMatch(
      /^ {2}sudo apt-get update && sudo apt-get install -y .*openjdk-\d+-jre-headless redis-tools$/m,
    )
    expect(await readdir(runtime)).toEqual(['locks'])
  },
)
