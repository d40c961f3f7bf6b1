import { resolve } from 'node:path'
import type { Paths } from '../../contract/workers'
import { projectRoot } from './cli'

/** The paths that a worker is given here. @param data its data folder */
export function pathsFor(data: string): Paths {
  return {
    data,
    runtime: process.env['MARSAD_RUNTIME_MANIFEST'] ?? '',
    sql: resolve(projectRoot, 'sql'),
    entries: resolve(projectRoot, 'out/main'),
    node: process.execPath,
  }
}
