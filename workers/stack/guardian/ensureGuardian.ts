/** The guardian as the worker sees it: one per data folder, a process that outlives us. */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Paths } from '../../../contract/workers'
import { refuseSpecialFile } from '../../../files/refuseSpecialFile'
import type { Registry } from '../data/registry'
import { endProcess } from '../process/endProcess'
import { identify, isAlive } from '../../../common/process/identity'
import { scrubbedEnvironment } from '../services/environment'

/** It holds one small file in memory: a small heap keeps it from growing. */
const heapFlags = ['--max-old-space-size=16', '--max-semi-space-size=1', '--v8-pool-size=1']

/** Starts the guardian unless the one in the registry lives, and enters it there. */
export async function ensureGuardian(
  registry: Registry,
  paths: Paths,
  servicesPath: string,
  logPath: string,
): Promise<void> {
  const present = registry.read().guardian
  if (present !== null && isAlive(present)) return
  // A guardian that finds another one entered goes: it must not meet the entry of one that died.
  registry.change({ guardian: null })
  refuseSpecialFile(logPath)
  const log = openSync(logPath, 'a', 0o600)
  try {
    const child = spawn(paths.node, [...heapFlags, join(paths.entries, 'guardian.js'), servicesPath], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      env: scrubbedEnvironment(process.env),
    })
    child.unref()
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve).once('error', reject)
    })
    registry.change({ guardian: identify(child.pid ?? 0) })
  } finally {
    closeSync(log)
  }
}

/** The stack was stopped: nothing is left to guard. */
export async function endGuardian(registry: Registry): Promise<void> {
  const { guardian } = registry.read()
  try {
    registry.change({ owner: null, guardian: null, internalPorts: {} })
  } finally {
    // Also where the disk is full: entries of processes that are gone mean nothing to the next start.
    if (guardian !== null) await endProcess(guardian, { signal: 'SIGTERM', limitMs: 2_000 })
  }
}
