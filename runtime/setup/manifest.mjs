import { join } from 'node:path'
import { parseJson } from './json.mjs'
import { placeFile } from './place.mjs'
import { readTextIfThere } from './readText.mjs'

/** @typedef {import('../../contract/runtime').RuntimeManifest} RuntimeManifest */

/**
 * @param {string} folder the runtime folder
 * @param {import('./recipe.mjs').Recipe} recipe
 */
export function manifestPath(folder, recipe) {
  return join(folder, `runtime-${recipe.hash}.json`)
}

/**
 * Writes the manifest, the last act of a set-up; left alone where it says the same already.
 * @param {string} path
 * @param {RuntimeManifest} manifest
 */
export async function writeManifest(path, manifest) {
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  if ((await readTextIfThere(path)) !== text) await placeFile(path, text)
}

/**
 * @param {string} path
 * @returns {Promise<unknown>} undefined where there is none yet
 */
export async function readManifest(path) {
  const text = await readTextIfThere(path)
  return text === undefined ? undefined : parseJson(text)
}
