import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Paths } from '../../../contract/workers'

/** The numbered scripts of sql/<folder>, in their order, as paths under sql/. Files without a number are not scripts. */
export function scriptFiles(paths: Paths, folder: string): string[] {
  return readdirSync(join(paths.sql, folder))
    .filter((name) => /^\d+-.*\.sql$/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`)
}
