import { constants } from 'node:fs'
import { copyFile, cp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { placeFile } from '../place.mjs'
import { readTextIfThere } from '../readText.mjs'

/**
 * Fuses of the Electron that people run, by the names of @electron/fuses. Not closed: OnlyLoadAppFromAsar and the asar's checksum,
 * since a clone runs from its folder; cookie encryption, since the session is in memory and a key would only raise the system's prompt.
 */
export const hardFuses = {
  RunAsNode: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  GrantFileProtocolExtraPrivileges: false,
  LoadBrowserProcessSpecificV8Snapshot: false,
}

/**
 * The copy of an Electron that `npm start` runs. The original keeps its inspector open: `npm run dev` and the tests, which Playwright
 * drives through it, run that one. On Linux and Windows its name also makes Electron report a packaged app.
 * @param {string} executable Electron's program as it was brought
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 */
export function hardenedProgram(executable, platform = process.platform) {
  if (platform === 'darwin') return join(macAppOf(executable, 'Marsad.app'), 'Contents', 'MacOS', 'Electron')
  return join(dirname(executable), platform === 'win32' ? 'marsad.exe' : 'marsad')
}

/**
 * Makes that copy where it is missing or has other fuses.
 * @param {string} executable Electron's program as it was brought
 */
export async function hardenElectron(executable) {
  const mac = process.platform === 'darwin'
  const source = mac ? macAppOf(executable, 'Electron.app') : executable
  const target = mac ? macAppOf(executable, 'Marsad.app') : hardenedProgram(executable)
  const stamp = `${target}.fuses.json`
  const wanted = `${JSON.stringify(hardFuses)}\n`
  if ((await readTextIfThere(stamp)) === wanted) return
  // The old stamp goes first: a copy that is cut short must not look like a finished one.
  await rm(stamp, { force: true })
  const part = `${target}.part-${process.pid}${mac ? '.app' : ''}`
  try {
    if (mac) await cp(source, part, { recursive: true, verbatimSymlinks: true })
    else await copyFile(source, part, constants.COPYFILE_FICLONE)
    await closeFuses(part)
    await rm(target, { recursive: true, force: true })
    await rename(part, target)
  } finally {
    await rm(part, { recursive: true, force: true })
  }
  await placeFile(stamp, wanted)
}

/** @param {string} program */
async function closeFuses(program) {
  // Loaded here: before `npm ci` has run there is no such package.
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(program, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: process.platform === 'darwin' && process.arch === 'arm64',
    [FuseV1Options.RunAsNode]: hardFuses.RunAsNode,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: hardFuses.EnableNodeOptionsEnvironmentVariable,
    [FuseV1Options.EnableNodeCliInspectArguments]: hardFuses.EnableNodeCliInspectArguments,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: hardFuses.GrantFileProtocolExtraPrivileges,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: hardFuses.LoadBrowserProcessSpecificV8Snapshot,
  })
}

/**
 * An app's folder beside the one that was brought: Electron.app/Contents/MacOS/Electron.
 * @param {string} executable
 * @param {string} name
 */
function macAppOf(executable, name) {
  return join(dirname(executable), '..', '..', '..', name)
}
