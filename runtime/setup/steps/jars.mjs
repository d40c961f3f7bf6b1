import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { differences, sumsOf } from '../checksum.mjs'
import { exists } from '../exists.mjs'
import { readJson, sumsAt } from '../json.mjs'
import { placeFolder } from '../place.mjs'
import { folderBytes } from '../progress.mjs'
import { reasonOf, run } from '../run.mjs'
import { errorText, SetUpError } from '../setUpError.mjs'
import { which } from '../which.mjs'
import { findJava } from './java.mjs'

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
 * Brings the jars of one profile of runtime/pom.xml, by Maven where there is one (it knows the person's mirrors and proxies).
 * Each must have the SHA-256 that runtime/jars.json names: whoever serves them can bring these jars or none.
 * @param {{ project: string, target: string, profile: 'kafka' | 'debezium', subfolder: string, version: string }} what subfolder: where in the target the jars lie
 * @param {import('../progress.mjs').StepVoice} voice
 * @returns {Promise<import('../progress.mjs').StepResult>}
 */
export async function bringJars({ project, target, profile, subfolder, version }, voice) {
  const what = `${profile} ${version}`
  const did = await placeFolder(target, async (part) => {
    const jars = join(part, subfolder)
    const wanted = sumsAt(await readJson(join(project, 'runtime', 'jars.json')), profile)
    const maven = await which('mvn')
    if (maven !== undefined && (await findJava()) !== undefined) {
      await copyJars(maven, { pom: join(project, 'runtime', 'pom.xml'), profile, jars, what }, voice)
    } else await fetchJars(Object.keys(wanted), jars, what, voice)
    await checkJars(jars, wanted, what)
  })
  return { did, detail: version, ...(did ? { bytes: await folderBytes(target) } : {}) }
}

/**
 * Lets Maven copy the jars of one profile, unchecked but for the sums that the registry itself names.
 * @param {string} maven
 * @param {{ pom: string, profile: string, jars: string, what: string, asRepository?: boolean }} where asRepository: in folders by group, artifact and version
 * @param {import('../progress.mjs').StepVoice} voice
 */
export async function copyJars(maven, { pom, profile, jars, what, asRepository = false }, voice) {
  const result = await run(
    maven,
    [
      '-B',
      '--strict-checksums',
      // Asks again for what a registry or proxy that was down said it did not have: Maven would believe it for a day.
      '--update-snapshots',
      '-f',
      pom,
      '-P',
      profile,
      'process-resources',
      `-Djars=${jars}`,
      `-Dmdep.useRepositoryLayout=${asRepository}`,
    ],
    { onOutput: countDownloads(voice) },
  )
  if (result.code === 0) return
  if (/No space left on device|ENOSPC/.test(result.output)) throw new SetUpError('disk-full', { path: jars })
  if (/Checksum validation failed/i.test(result.output)) throw new SetUpError('checksum-wrong', { what })
  throw new SetUpError('download-cut', { what, reason: reasonOf(result) })
}

/**
 * Fetches the jars that runtime/jars.json names, without Maven.
 * @param {readonly string[]} artifacts
 * @param {string} folder
 * @param {string} what
 * @param {import('../progress.mjs').StepVoice} voice
 */
async function fetchJars(artifacts, folder, what, voice) {
  await mkdir(folder)
  const watch = setInterval(() => {
    folderBytes(folder).then(voice.bytes, (/** @type {unknown} */ error) => voice.say(errorText(error)))
  }, 1000)
  try {
    const script = fileURLToPath(new URL('fetchJars.mjs', import.meta.url))
    const result = await run(process.execPath, [script, folder, ...artifacts])
    if (result.code === 0) return
    if (/ENOSPC/.test(result.output)) throw new SetUpError('disk-full', { path: folder })
    throw new SetUpError('jars-cut', { what, reason: reasonOf(result) })
  } finally {
    clearInterval(watch)
  }
}

/**
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} wanted SHA-256 by artifact
 * @param {string} what
 */
async function checkJars(folder, wanted, what) {
  const named = Object.fromEntries(Object.entries(wanted).map(([artifact, sum]) => [jarName(artifact), sum]))
  const { changed, other } = differences(named, (await exists(folder)) ? await sumsOf(folder) : {})
  if (changed.length > 0) throw new SetUpError('jar-changed', { file: changed.join(', '), what })
  if (other.length > 0) throw new SetUpError('jars-other', { files: other.join(', '), what })
}

/**
 * @param {string} artifact group:artifact:version
 * @returns {string} its file name
 */
export function jarName(artifact) {
  return `${artifact.split(':').slice(1).join('-')}.jar`
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
