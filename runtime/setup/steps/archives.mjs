import { join } from 'node:path'
import { exists } from '../exists.mjs'
import { say } from '../messages.mjs'
import { placeFile, placeFolder } from '../place.mjs'
import { folderBytes } from '../progress.mjs'
import { shortHash } from '../recipe.mjs'
import { errorText, SetUpError } from '../setUpError.mjs'
import { recordArchives } from './recordArchives.mjs'

/** @typedef {{ kafka: string | null, connect: string | null }} Archives */

/**
 * Class data archives (JEP 350) let Kafka and Connect start in about half the time: their classes are mapped instead of
 * parsed. They are made by running both once. Nothing depends on them, so a failure is told and remembered, not thrown.
 * @param {{ folder: string, java: import('./java.mjs').Java, libs: string, plugins: string, recipe: import('../recipe.mjs').Recipe }} what
 * @param {import('../progress.mjs').StepVoice} voice
 * @param {(text: string) => void} note
 * @returns {Promise<import('../progress.mjs').StepResult & { archives: Archives }>}
 */
export async function bringArchives({ folder, java, libs, plugins, recipe }, voice, note) {
  // An archive fits this Java build and this class path only.
  const target = join(folder, `archives-${shortHash([recipe.hash, java.path, java.build, libs])}`)
  const failed = `${target}.failed.json`
  const archives = { kafka: join(target, 'kafka.jsa'), connect: join(target, 'connect.jsa') }
  if (await exists(target)) return { did: false, archives }
  if (await exists(failed)) return { did: false, archives: { kafka: null, connect: null } }
  try {
    await placeFolder(target, (part) => recordArchives({ part, java: java.path, libs, plugins }, voice))
    return { did: true, archives, bytes: await folderBytes(target) }
  } catch (error) {
    // A full disk would stop everything after this too.
    if (error instanceof SetUpError) throw error
    const reason = errorText(error)
    await placeFile(failed, `${JSON.stringify({ at: new Date().toISOString(), reason }, null, 2)}\n`)
    note(say('note.archives-failed', { reason }))
    return { did: true, archives: { kafka: null, connect: null } }
  }
}
