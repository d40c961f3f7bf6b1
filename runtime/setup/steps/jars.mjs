import { join } from 'node:path'
import { exists } from '../exists.mjs'
import { placeFolder } from '../place.mjs'
import { folderBytes } from '../progress.mjs'
import { reasonOf, run } from '../run.mjs'
import { SetUpError } from '../setUpError.mjs'
import { which } from '../which.mjs'

/**
 * Where the jars stand. The recipe's hash is in the name, so another pom.xml never mixes with an older one's jars.
 * @param {string} folder the runtime folder
 * @param {import('../recipe.mjs').Recipe} recipe
 */
export function jarFolders(folder, recipe) {
  const kafka = join(folder, `kafka-${recipe.kafkaVersion}-${recipe.jarsHash}`)
  const debezium = join(folder, `debezium-${recipe.debeziumVersion}-${recipe.jarsHash}`)
  return { kafka, debezium }
}

/**
 * @param {string} folder
 * @param {import('../recipe.mjs').Recipe} recipe
 */
export async function jarsArePresent(folder, recipe) {
  const { kafka, debezium } = jarFolders(folder, recipe)
  return (await exists(kafka)) && (await exists(debezium))
}

/**
 * Copies the jars of one profile of runtime/pom.xml, checksums enforced by Maven.
 * @param {{ project: string, target: string, profile: 'kafka' | 'debezium', subfolder: string, version: string }} what subfolder: where in the target the jars lie
 * @param {import('../progress.mjs').StepVoice} voice
 * @returns {Promise<import('../progress.mjs').StepResult>}
 */
export async function bringJars({ project, target, profile, subfolder, version }, voice) {
  const what = `${profile} ${version}`
  const did = await placeFolder(target, async (part) => {
    const maven = await which('mvn')
    if (maven === undefined) throw new SetUpError('maven-missing', { what })
    const result = await run(
      maven,
      [
        '-B',
        '--strict-checksums',
        // Asks again for what a registry or proxy that was down said it did not have: Maven would believe it for a day.
        '--update-snapshots',
        '-f',
        join(project, 'runtime', 'pom.xml'),
        '-P',
        profile,
        'process-resources',
        `-Djars=${join(part, subfolder)}`,
      ],
      { onOutput: countDownloads(voice) },
    )
    if (result.code === 0) return
    if (/No space left on device|ENOSPC/.test(result.output)) throw new SetUpError('disk-full', { path: target })
    if (/Checksum validation failed/i.test(result.output)) throw new SetUpError('checksum-wrong', { what })
    throw new SetUpError('download-cut', { what, reason: reasonOf(result) })
  })
  return { did, detail: version, ...(did ? { bytes: await folderBytes(target) } : {}) }
}

/**
 * Adds up what Maven says it downloaded: `Downloaded from central: … (5.1 MB at 2.1 MB/s)`.
 * @param {import('../progress.mjs').StepVoice} voice
 */
function countDownloads(voice) {
  let total = 0
  return (/** @type {string} */ text) => {
    for (const [, size, unit] of text.matchAll(/Downloaded from .*? \((\d+(?:\.\d+)?) (k?M?B) at/g)) {
      total += Number(size) * (unit === 'MB' ? 1e6 : unit === 'kB' ? 1e3 : 1)
    }
    if (total > 0) voice.bytes(total)
  }
}
