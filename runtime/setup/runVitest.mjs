import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from './messages.mjs'
import { packageBin } from './packageBin.mjs'
import { readTextIfThere } from './readText.mjs'
import { runPart } from './runPart.mjs'
import { countVitest } from './testCounts.mjs'

/**
 * Runs one project of vitest.config.ts on this terminal, and counts.
 * @param {string} name
 * @param {{ limitMs: number, manifest: string, before?: readonly string[], args?: readonly string[], env?: NodeJS.ProcessEnv, beforeExit?: () => Promise<void> }} options before: a program that runs it, with its arguments. args: for vitest. beforeExit: done when a signal ends it all
 * @returns {Promise<import('./testCounts.mjs').Counts>}
 */
export async function runVitest(name, { limitMs, manifest, before = [], args = [], env = {}, beforeExit }) {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-results-'))
  const removeFolder = () => rm(folder, { recursive: true, force: true })
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
      beforeExit: async () => {
        await removeFolder()
        await beforeExit?.()
      },
    })
    const text = await readTextIfThere(report)
    if (text === undefined) console.error(say('test.crashed', { name, code }))
    return countVitest(text, code)
  } finally {
    await removeFolder()
  }
}
