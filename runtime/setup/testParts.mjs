import { build } from './build.mjs'
import { virtualDisplay } from './display.mjs'
import { runDockerTests } from './dockerTests.mjs'
import { packageBin } from './packageBin.mjs'
import { runPart } from './runPart.mjs'
import { runVitest } from './runVitest.mjs'
import { SetUpError } from './setUpError.mjs'

/**
 * One part of `npm test`. `needsBuild`: it runs what is built, so it makes no sense after a failed build.
 * @typedef {{ name: string, title: string, needsBuild: boolean, run: (manifest: string, among: import('./runPart.mjs').Among) => Promise<import('./testCounts.mjs').Counts> }} TestPart
 */

/** A part that takes longer hangs: the whole is promised in under 25 minutes. */
const partLimitMs = 20 * 60_000

const foldersOfCode = ['common', 'contract', 'files', 'host', 'electron', 'renderer', 'workers', 'cli']

/** @type {TestPart} */
const buildPart = {
  name: 'build',
  title: 'build (electron-vite)',
  needsBuild: false,
  run: async () => {
    try {
      await build()
      return { passed: 1, failed: 0, skipped: 0 }
    } catch (error) {
      if (!(error instanceof SetUpError)) throw error
      console.error(error.message)
      return { passed: 0, failed: 1, skipped: 0, failures: [error.message] }
    }
  },
}

/** @type {TestPart} */
const dockerPart = {
  name: 'docker',
  title: 'docker (vitest)',
  needsBuild: true,
  run: (manifest, among) => runDockerTests(manifest, [], among),
}

/**
 * In stages, one after the other, so that a slip shows early; within a stage the lanes run side by side, each part of a lane after
 * the one before. Real services use both cores of the machine of the promise: two such parts side by side took as long as one after the
 * other, and waits ran out. The lint takes minutes of one core: at low priority it takes what tests on services leave.
 * @type {readonly (readonly (readonly TestPart[])[])[]}
 */
export const testStages = [
  [
    [check('types', 'tsc', 'typescript', ['-p', '.'], { command: 'tsc' })],
    [
      check('format', 'prettier', 'prettier', ['--check', '--log-level', 'warn', '.']),
      check(
        'imports',
        'dependency-cruiser',
        'dependency-cruiser',
        ['--config', '.dependency-cruiser.cjs', ...foldersOfCode],
        { command: 'depcruise' },
      ),
    ],
  ],
  [
    [tests('unit', false), buildPart, tests('integration', true)],
    [check('lint', 'eslint', 'eslint', ['.', '--max-warnings', '0'], { lowPriority: true })],
  ],
  [
    [
      tests('security', true),
      tests('remote', true),
      tests('cli', true),
      tests('faults', true),
      tests('e2e', true),
      dockerPart,
    ],
  ],
]

/**
 * A static check: one that counts as one.
 * @param {string} name
 * @param {string} tool
 * @param {string} packageName
 * @param {readonly string[]} args
 * @param {{ command?: string, lowPriority?: boolean }} [how] `command`: where the package has several.
 * @returns {TestPart}
 */
function check(name, tool, packageName, args, { command, lowPriority = false } = {}) {
  return {
    name,
    title: `${name} (${tool})`,
    needsBuild: false,
    run: async (_manifest, among) => {
      const script = await packageBin(packageName, command)
      const line = [
        ...(lowPriority && process.platform !== 'win32' ? ['nice', '-n', '19'] : []),
        process.execPath,
        script,
      ]
      const [program = '', ...before] = line
      const code = await runPart(program, [...before, ...args], { limitMs: partLimitMs, env: process.env, among })
      return code === 0
        ? { passed: 1, failed: 0, skipped: 0 }
        : { passed: 0, failed: 1, skipped: 0, failures: [`${name} (${tool})`] }
    },
  }
}

/**
 * A project of vitest.config.ts.
 * @param {string} name
 * @param {boolean} real on real services, and e2e in a real window
 * @returns {TestPart}
 */
function tests(name, real) {
  return {
    name,
    title: `${name} (vitest)`,
    needsBuild: real,
    run: (manifest, among) => {
      const before = name === 'e2e' ? virtualDisplay() : []
      return runVitest(name, { limitMs: partLimitMs, manifest, among, before })
    },
  }
}
