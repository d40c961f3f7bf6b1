import { realpath, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { exists } from '../exists.mjs'
import { placeFolder } from '../place.mjs'
import { reasonOf, run } from '../run.mjs'
import { SetUpError } from '../setUpError.mjs'
import { which } from '../which.mjs'

/** Before 7.0 every account could move its files and load modules; the stack says the same (workers/stack/services/redisVersion.ts). */
const leastMajor = 7

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

/**
 * @param {string} folder the runtime folder
 * @returns {Promise<import('../progress.mjs').StepResult & { server: string, version: string }>}
 */
export async function bringRedis(folder) {
  const found = await findRedisServer()
  if (found === undefined) throw new SetUpError('redis-missing')
  if (!found.linked) return { did: false, server: found.path, ...(await askVersion(found.path)) }
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
  const version = /\bv=(\d+\.\d+\.\d+)/.exec(result.output)?.[1]
  if (version === undefined) throw new SetUpError('redis-broken', { path: server, reason: reasonOf(result) })
  if (Number(version.split('.')[0]) < leastMajor) {
    throw new SetUpError('redis-old', { found: version, path: server, wanted: `${leastMajor}.0` })
  }
  return { version, detail: version }
}
