/** The Python of the comparison: a virtual environment with the pinned packages, made once for a machine. */
import { execFile } from 'node:child_process'
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runtimeFolder } from '../../../runtime/setup/paths.mjs'
import { projectRoot } from '../../support/cli'

const run = promisify(execFile)
const folder = join(projectRoot, 'tests/bench/throughput/python')
export const pythonProgram = join(folder, 'enrich.py')

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** @returns the interpreter. Needs `python3` with venv on the PATH, and a package index the first time. */
export async function pythonRuntime(): Promise<string> {
  const requirements = await readFile(join(folder, 'requirements.txt'), 'utf8')
  const home = join(runtimeFolder(), `bench-python-${requirements.trim().replace(/[^\w.-]+/g, '-')}`)
  const python = join(home, 'bin', 'python')
  const whole = join(home, 'complete')
  if (await isThere(whole)) return python
  await rm(home, { recursive: true, force: true })
  await mkdir(home, { recursive: true })
  await run('python3', ['-m', 'venv', home])
  await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', join(folder, 'requirements.txt')])
  await writeFile(whole, '')
  return python
}
