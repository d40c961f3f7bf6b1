import { readTextIfThere } from '../readText.mjs'
import { exists } from '../exists.mjs'
import { reasonOf, run } from '../run.mjs'
import { SetUpError } from '../setUpError.mjs'
import { which } from '../which.mjs'
import { findGoodJava, minimumJava } from './java.mjs'
import { findRedisServer } from './redis.mjs'
import { installLine, needs, packageNameFor } from './systemNeeds.mjs'

/**
 * Which parts ask for system packages.  * `brought`: what set-up brought itself (bringMissing.mjs).
 * `docker`: an engine of our own is started, with Docker Compose and a registry to test against. `clocks`: a process is shown another time.
 * @typedef {{ window: boolean, test: boolean, docker: boolean, clocks: boolean, brought: ReadonlySet<string> }} Wanted
 */

/**
 * Installs the missing system packages where this user may (root on Debian and Ubuntu), otherwise stops with the one line to run.
 * @param {Wanted} wanted
 * @param {import('../progress.mjs').StepVoice} voice
 * @returns {Promise<import('../progress.mjs').StepResult>}
 */
export async function bringSystemPackages(wanted, voice) {
  const missing = await missingNeeds(wanted)
  if (missing.length === 0) return { did: false }
  if (process.platform === 'linux' && (await which('apt-get')) !== undefined) {
    return bringWithApt(missing, voice)
  }
  if (process.platform === 'darwin') {
    throw new SetUpError('packages-missing', {
      line: installLine(
        'brew',
        missing.map((need) => need.brew).filter((name) => name !== undefined),
      ),
    })
  }
  // Another system: no line of ours would fit, so the first thing missing says its own sentence.
  throw new SetUpError(...sentenceFor(missing))
}

/**
 * @param {readonly import('./systemNeeds.mjs').Need[]} missing
 * @returns {[import('../messages.mjs').MessageKey, Readonly<Record<string, string | number>>]}
 */
function sentenceFor(missing) {
  const ids = missing.map((need) => need.id)
  if (ids.includes('java')) return ['java-missing', { wanted: minimumJava }]
  if (ids.includes('redis')) return ['redis-missing', {}]
  return ['packages-missing', { line: ids.join(' ') }]
}

/**
 * @param {readonly import('./systemNeeds.mjs').Need[]} missing
 * @param {import('../progress.mjs').StepVoice} voice
 * @returns {Promise<import('../progress.mjs').StepResult>}
 */
async function bringWithApt(missing, voice) {
  const mayInstall = process.getuid?.() === 0
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
  const osRelease = (await readTextIfThere('/etc/os-release')) ?? ''
  const candidates = missing.flatMap((need) => need.debian)
  let known = await knownPackages(candidates, env)
  const listed = missing.every((need) => need.debian.some((name) => known.has(name)))
  const refresh = async () => {
    voice.say('apt-get update')
    await run('apt-get', ['update', '-q'], { env })
    known = await knownPackages(candidates, env)
  }
  if (mayInstall && !listed) await refresh()
  const names = () => missing.map((need) => packageNameFor(need, known, osRelease))
  if (!mayInstall) throw new SetUpError('packages-missing', { line: installLine('apt', names()) })

  const install = async () => {
    voice.say(`apt-get install ${names().join(' ')}`)
    // dpkg locks are waited for: a fresh machine often upgrades itself in its first minutes.
    return run(
      'apt-get',
      ['install', '-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...names()],
      { env },
    )
  }
  let result = await install()
  if (result.code !== 0 && listed) {
    // Lists that are there but old name versions that the mirror no longer has.
    await refresh()
    result = await install()
  }
  if (result.code !== 0) {
    if (/No space left on device|don't have enough free space/.test(result.output)) {
      throw new SetUpError('disk-full', { path: '/' })
    }
    throw new SetUpError('packages-failed', { packages: names().join(' '), reason: reasonOf(result) })
  }
  return { did: true, detail: `(${names().join(', ')})` }
}

/**
 * @param {Wanted} wanted
 * @returns {Promise<import('./systemNeeds.mjs').Need[]>}
 */
async function missingNeeds({ window, test, docker, clocks, brought }) {
  /** @type {import('./systemNeeds.mjs').Need[]} */
  const missing = []
  if (!brought.has('java') && (await findGoodJava()) === undefined) missing.push(needs.java)
  if (!brought.has('redis') && (await findRedisServer()) === undefined) missing.push(needs.redis)
  if (process.platform !== 'linux') return missing

  if (window) {
    const libraries = await sharedLibraries()
    const has = (/** @type {string} */ name) => libraries.includes(`${name} `)
    if (!has('libgtk-3.so.0')) missing.push(needs.gtk)
    if (!has('libnss3.so')) missing.push(needs.nss)
    if (!has('libasound.so.2')) missing.push(needs.asound)
    if (!has('libgbm.so.1')) missing.push(needs.gbm)
    if ((await which('unzip')) === undefined) missing.push(needs.unzip)
  }
  if (test) {
    if ((await which('Xvfb')) === undefined || (await which('xvfb-run')) === undefined) missing.push(needs.xvfb)
    if ((await which('xauth')) === undefined) missing.push(needs.xauth)
    if ((await which('psql')) === undefined) missing.push(needs.psql)
    if ((await which('curl')) === undefined) missing.push(needs.curl)
    if ((await which('openssl')) === undefined) missing.push(needs.openssl)
    if ((await which('dbus-daemon')) === undefined) missing.push(needs.dbus)
    if ((await which('gnome-keyring-daemon')) === undefined) missing.push(needs.keyring)
  }
  if (clocks && (await which('faketime')) === undefined) missing.push(needs.faketime)
  if (docker) missing.push(...(await missingDockerNeeds()))
  return missing
}

/** What the tests on a Docker engine need and this system does not have. @returns {Promise<import('./systemNeeds.mjs').Need[]>} */
export async function missingDockerNeeds() {
  /** @type {import('./systemNeeds.mjs').Need[]} */
  const missing = []
  for (const [program, need] of /** @type {const} */ ([
    ['dockerd', needs.dockerd],
    ['iptables', needs.iptables],
    ['ip', needs.iproute],
    ['docker-compose', needs.compose],
    ['docker-registry', needs.registry],
    ['debootstrap', needs.debootstrap],
    ['busybox', needs.busybox],
  ])) {
    if ((await which(program)) === undefined) missing.push(need)
  }
  return missing
}

/** The dynamic linker's own list; ldconfig lies outside an ordinary user's PATH on Debian. */
async function sharedLibraries() {
  const ldconfig = (await exists('/sbin/ldconfig')) ? '/sbin/ldconfig' : 'ldconfig'
  return (await run(ldconfig, ['-p'])).output
}

/**
 * Which of these names apt could install now.
 * @param {readonly string[]} names
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<ReadonlySet<string>>}
 */
async function knownPackages(names, env) {
  const { output } = await run('apt-cache', ['policy', ...names], { env })
  /** @type {Set<string>} */
  const known = new Set()
  let current = ''
  for (const line of output.split('\n')) {
    if (/^\S+:$/.test(line)) current = line.slice(0, -1)
    else if (/^ {2}Candidate: (?!\(none\))/.test(line)) known.add(current)
  }
  return known
}
