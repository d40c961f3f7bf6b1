/** A place at which a variant of a worker ends itself, once for each time that the harness arms it. */
import { appendFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { place } from './place'

/** Where the armed points lie, each a file named after its point, and where a point that has fired is moved. */
export const armedFolder = 'armed'
export const firedFolder = 'fired'

/**
 * Ends this process with SIGKILL if the point is armed: nothing is flushed, closed or said. Of several that pass at the same time,
 * one fires, because a file can be moved only once.
 */
export function crashPoint(point: string, detail: Readonly<Record<string, unknown>>): void {
  const fired = join(place, firedFolder, point)
  try {
    renameSync(join(place, armedFolder, point), fired)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return
    throw thrown
  }
  appendFileSync(fired, `${JSON.stringify({ at: Date.now(), pid: process.pid, ...detail })}\n`)
  process.kill(process.pid, 'SIGKILL')
}
