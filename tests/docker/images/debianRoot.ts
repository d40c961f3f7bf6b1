import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exists } from '../../../runtime/setup/exists.mjs'
import { shortHash } from '../../../runtime/setup/recipe.mjs'
import { reasonOf, run } from '../../../runtime/setup/run.mjs'

/** What the services need beside what runtime/ brings, and what health checks and people use inside them. */
const packages = ['redis-tools', 'postgresql-client', 'curl', 'wget', 'procps', 'libatomic1', 'busybox-static']

/** One account a service: `docker build` then needs to run nothing. */
const accounts = ['postgres', 'kafka', 'clickhouse', 'redis']

/** Grows when the steps below put something else from the same inputs. */
const stepsVersion = 1

const leftOut = [
  'var/cache/apt/*',
  'var/lib/apt/lists/*',
  'usr/share/doc/*',
  'usr/share/man/*',
  'usr/share/locale/*',
  'dev/*',
  'proc/*',
  'sys/*',
]

export interface DebianRoot {
  /** Of all that decides its content but the packages' versions, which are those of the day it was made. */
  readonly key: string
  /** Makes it where it is not there yet. @returns path of its archive. */
  readonly bring: () => Promise<string>
}

/**
 * The root of a minimal system of this machine's own release, from where this machine's apt takes its packages.
 * @param folder keeps the archive.
 */
export async function debianRoot(folder: string): Promise<DebianRoot> {
  const release = await codename()
  const key = shortHash([stepsVersion, release, process.arch, ...packages, ...accounts])
  const archive = join(folder, `debian-${key}.tar`)
  const bring = async (): Promise<string> => {
    if (!(await exists(archive))) await make(folder, archive, release)
    return archive
  }
  return { key, bring }
}

async function codename(): Promise<string> {
  const found = /^VERSION_CODENAME="?([a-z]+)/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1]
  if (found === undefined) throw new Error('/etc/os-release names no release: these images take a Debian or Ubuntu')
  return found
}

async function make(folder: string, archive: string, release: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { mirror, components } = await aptSource(release)
  const work = await mkdtemp(join(folder, 'root-'))
  try {
    const root = join(work, 'root')
    const part = join(work, 'root.tar')
    await must('unshare', [
      // Mounts of its own, and the end of all it started: a run that is killed leaves nothing mounted.
      ...['--mount', '--pid', '--fork', '--kill-child'],
      ...['debootstrap', '--variant=minbase', `--components=${components.join(',')}`],
      ...[`--include=${packages.join(',')}`, release, root, mirror],
    ])
    for (const account of accounts) {
      // A package may have brought its own.
      const add = `id ${account} >/dev/null 2>&1 || useradd --system --user-group --shell /bin/bash ${account}`
      await must('chroot', [root, 'sh', '-c', add])
    }
    const exclude = leftOut.map((path) => `--exclude=./${path}`)
    await must('tar', ['-C', root, '--numeric-owner', ...exclude, '-cf', part, '.'])
    await rename(part, archive)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Where apt has this release's main packages from. */
async function aptSource(release: string): Promise<{ mirror: string; components: string[] }> {
  const format = '$(REPO_URI)\t$(CODENAME)\t$(COMPONENT)'
  const listed = await must('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'])
  const targets = listed.split('\n').map((line) => line.split('\t'))
  const mirror = targets.find(([, name, component]) => name === release && component === 'main')?.[0]
  if (mirror === undefined) throw new Error(`apt has no source of ${release}: run apt-get update`)
  const components = targets.filter(([uri, name]) => uri === mirror && name === release).map(([, , part = '']) => part)
  return { mirror, components: [...new Set(components)] }
}

async function must(command: string, args: readonly string[]): Promise<string> {
  const result = await run(command, args, { env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' } })
  if (result.code !== 0) throw new Error(`${command}: ${reasonOf(result)}`)
  return result.output
}
