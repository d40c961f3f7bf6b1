import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from './messages.mjs'
import { packageBin } from './packageBin.mjs'
import { readTextIfThere } from './readText.mjs'
import { runPart } from './runPart.mjs'
import { countVitest, failuresIn } from './testCounts.mjs'

/**
 * Runs projects of vitest.config.ts on this terminal, and counts.
 * @param {string} name of the project; all those whose names begin so where it ends with an asterisk
 * @param {{ limitMs: number, manifest: string, among: import('./runPart.mjs').Among, before?: readonly string[], args?: readonly string[], env?: NodeJS.ProcessEnv }} options before: a program that runs it, with its arguments. args: for vitest
 * @returns {Promise<import('./testCounts.mjs').Counts>}
 */
export async function runVitest(name, { limitMs, manifest, among, before = [], args = [], env = {} }) {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-results-'))
  try {
    const report = join(folder, 'results.json')
    const [command = '', ...rest] = [
      ...before,
      process.execPath,
      await packageBin('vitest'),
      ...['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile=${report}`],
      ...args,
    ]
    const code = await runPart(command, rest, {
      limitMs,
      env: { ...process.env, MARSAD_RUNTIME_MANIFEST: manifest, MARSAD_NODE: process.execPath, ...env },
      among,
    })
    const text = await readTextIfThere(report)
    if (text === undefined) console.error(say('test.crashed', { name, code }))
    const counts = countVitest(text, code)
    if (counts.failed === 0) return counts
    const failures = failuresIn(text)
    return {
      ...counts,
      failures:
        failures.length > 0
          ? failures
          : [say(text === undefined ? 'test.crashed' : 'test.ended-badly', { name, code })],
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
