import { statfs } from 'node:fs/promises'
import { arch, cpus, freemem, loadavg, platform, release, totalmem, uptime, version } from 'node:os'
import type { ConsoleSnapshot } from '../../contract/snapshot'
import { toFailure } from '../../contract/errors'
import { findRuntimeManifest, surroundings } from '../paths'

/** What runs here, and on what. What cannot be read is told as the failure that it met. */
export async function versionsOf(
  dataFolder: string,
  appVersion: string,
  snapshot: ConsoleSnapshot | null,
): Promise<unknown> {
  const processors = cpus()
  return {
    marsad: appVersion,
    node: process.versions.node,
    // Absent in the command line.
    electron: process.versions['electron'],
    system: { platform: platform(), arch: arch(), release: release(), version: version(), uptimeSeconds: uptime() },
    processors: { model: processors[0]?.model ?? null, count: processors.length, load: loadavg() },
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    disk: await orFailure(async () => {
      const { bavail, blocks, bsize } = await statfs(dataFolder)
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
    }),
    runtime: await orFailure(async () => (await findRuntimeManifest(surroundings())).manifest),
    services:
      snapshot?.stack.services.map(({ name, state, version: running }) => ({ name, state, version: running })) ?? null,
  }
}

async function orFailure(read: () => Promise<unknown>): Promise<unknown> {
  try {
    return await read()
  } catch (thrown) {
    return { failure: toFailure(thrown) }
  }
}
