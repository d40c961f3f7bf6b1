import { lstat, readdir } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import { join } from 'node:path'
import { hasCode } from '../../../common/hasCode'

export interface Entry {
  readonly path: string
  readonly found: Stats
}

/** A folder and everything in it, links as they are; without what a running stack takes away meanwhile. */
export async function walk(path: string): Promise<Entry[]> {
  try {
    const found = await lstat(path)
    if (!found.isDirectory()) return [{ path, found }]
    const inside = await Promise.all((await readdir(path)).map((name) => walk(join(path, name))))
    return [{ path, found }, ...inside.flat()]
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return []
    throw thrown
  }
}
