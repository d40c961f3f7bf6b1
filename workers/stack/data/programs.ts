/** The programs of the services, as far as another account has to reach them. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { MarsadError } from '../../../contract/errors'
import type { RuntimeManifest } from '../../../contract/runtime'
import type { Paths } from '../../../contract/workers'
import { hasCode } from '../../../common/hasCode'
import type { Account } from './account'
import { barrierToFile } from './reach'

/**
 * Refuses a start whose services would end at once, because their account may not read what they are made of: a clone, a Node or a runtime
 * folder below somebody's private home. One that is missing is named by the start of its service.
 * @param all null when root runs the services itself, all but Postgres
 * @throws MarsadError program_unreachable, with what is in the way
 */
export async function refuseUnreachable(
  who: Account,
  all: { readonly paths: Paths; readonly jars: readonly string[] } | null,
  manifest: RuntimeManifest,
): Promise<void> {
  const { java, kafka, postgres, redis } = manifest
  const runs = [join(postgres.bin, 'postgres'), join(postgres.bin, 'initdb')]
  const reads: string[] = []
  if (all !== null) {
    runs.push(java, all.paths.node, redis.server)
    // Set-up places all jars at once: they have one mode.
    reads.push(...hostFiles(all.paths.entries), ...all.jars.slice(0, 1), kafka.plugins)
    for (const archive of Object.values(kafka.archives)) if (archive !== null) reads.push(archive)
  }
  for (const path of runs) await refuse(path, who, true)
  for (const path of reads) await refuse(path, who, false)
}

/** The ClickHouse host, and the engine that it loads. */
function hostFiles(entries: string): string[] {
  const entry = join(entries, 'clickhouse-host.js')
  try {
    return [entry, createRequire(entry).resolve('chdb')]
  } catch (thrown) {
    if (hasCode(thrown, 'MODULE_NOT_FOUND')) return [entry]
    throw thrown
  }
}

async function refuse(path: string, who: Account, runs: boolean): Promise<void> {
  const barrier = await barrierToFile(path, who, runs).catch((thrown: unknown) => {
    if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) return null
    throw thrown
  })
  if (barrier !== null) throw new MarsadError('program_unreachable', { path, barrier, user: who.name })
}
