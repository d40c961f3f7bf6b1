import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { exists } from '../exists.mjs'
import { run } from '../run.mjs'
import { which } from '../which.mjs'

/**
 * A Python with pip. `pip`: the arguments that make this Python pip.
 * @typedef {{ python: string, pip: string[] }} Pip
 */

/** Where Debian keeps the pip that it gives to virtual environments. */
const debianWheels = '/usr/share/python-wheels'

/** @returns {Promise<Pip | undefined>} */
export async function findPip() {
  for (const name of ['python3', 'python']) {
    const python = await which(name)
    if (python === undefined) continue
    for (const pip of [['-m', 'pip'], ...(await packedPips())]) {
      const asked = await run(python, [...pip, '--version'], { cwd: '/' })
      if (asked.code === 0) return { python, pip }
    }
  }
  return undefined
}

async function packedPips() {
  if (!(await exists(debianWheels))) return []
  const names = (await readdir(debianWheels)).filter((name) => /^pip-.*\.whl$/.test(name))
  return names.map((name) => [join(debianWheels, name, 'pip')])
}
