import { realpath, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { exists } from '../exists.mjs'
import { placeFolder } from '../place.mjs'
import { reasonOf, run } from '../run.mjs'
import { SetUpError } from '../setUpError.mjs'
import { which } from '../which.mjs'

/**
 * A program that acts as redis-server. Redis is one program that looks at the name it is called by, so Debian's
 * redis-check-rdb (package redis-tools) called as redis-server is the server, without the service that package
 * redis-server would start on port 6379. `linked` tells that it needs that name.
 * @returns {Promise<{ path: string, linked: boolean } | undefined>}
 */
export async function findRedisServer() {
  const server = await which('redis-server')
  if (server !== undefined) return { path: server, linked: false }
  const check = await which('redis-check-rdb')
  return check === undefined ? undefined : { path: await realpath(check), linked: true }
}

/** Redis before 7.0 lets every client write files anywhere (CONFIG SET dir) and load code (MODULE LOAD). */
export const minimumRedis = 7

/** @returns {Promise<{ path: string, linked: boolean } | undefined>} the system's Redis where it is new enough */
export async function findGoodRedis() {
  const found = await findRedisServer()
  return found !== undefined && isGood((await askVersion(found.path)).version) ? found : undefined
}

/** @param {string} version */
function isGood(version) {
  return Number.parseInt(version, 10) >= minimumRedis
}

/**
 * The system's Redis where it will do, else the one that was brought.
 * @param {string} folder the runtime folder
 * @param {string | undefined} brought its program
 * @returns {Promise<import('../progress.mjs').StepResult & { server: string, version: string }>}
 */
export async function bringRedis(folder, brought) {
  const found = await findRedisServer()
  const own = brought !== undefined && (await exists(brought)) ? brought : undefined
  if (found === undefined) {
    if (own === undefined) throw new SetUpError('redis-missing')
    return { did: false, server: own, ...(await askVersion(own)) }
  }
  const system = await askVersion(found.path)
  if (!isGood(system.version)) {
    if (own !== undefined) return { did: false, server: own, ...(await askVersion(own)) }
    throw new SetUpError('redis-too-old', { found: system.version, path: found.path, wanted: minimumRedis })
  }
  if (!found.linked) return { did: false, server: found.path, ...system }
  const target = join(folder, 'redis')
  const server = join(target, 'redis-server')
  // A link whose aim was uninstalled must not count as there.
  const did = (await exists(server))
    ? false
    : await placeFolder(target, (part) => symlink(found.path, join(part, 'redis-server')))
  return { did, server, ...(await askVersion(server)) }
}

/** @param {string} server */
async function askVersion(server) {
  const result = await run(server, ['--version'])
  // Called by its own name, redis-check-rdb says it another way than the server that it also is.
  const version = /(?:\bv=|^redis-check-rdb )(\d+\.\d+\.\d+)/.exec(result.output)?.[1]
  if (version === undefined) throw new SetUpError('redis-broken', { path: server, reason: reasonOf(result) })
  return { version, detail: version }
}
