/** Redis: every write goes to the append-only file, which is brought to disk each second; without a password it only reads. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { consoleAccount } from '../../../contract/loopbackEndpoints'
import type { Endpoints } from '../../../contract/workers'
import { redisOptions } from '../../clients/redis'
import { makeStore } from '../data/ownership'
import { answerLimitMs, runsAs, type Place, type ServiceDescription } from './description'
import { scrubbedEnvironment } from './environment'
import { requireRedis7 } from './redisVersion'

/** Whoever comes without a password reads: what the source document and the README show, and nothing that changes or holds anything. */
const readers =
  'reset on nopass ~* resetchannels -@all +@read +@connection -@dangerous -@scripting -client|tracking -wait +info +keys +time'

/** The console's own account may do all that its workers, the doctor and the lab do; nobody needs the rest. */
const consoleRights = '~* &* +@all -module -debug -shutdown -migrate -failover -monitor -config|rewrite'

/** redis.conf, for Redis 7.0 or newer. @param password of the console's account; only its hash is written. */
export function redisConfiguration(port: number, dir: string, password: string): string {
  const hash = `#${createHash('sha256').update(password).digest('hex')}`
  const lines = [
    // The dash: a machine without IPv6 has only the first.
    ['bind', '127.0.0.1', '-::1'],
    ['port', String(port)],
    ['protected-mode', 'yes'],
    ['enable-protected-configs', 'no'],
    ['enable-debug-command', 'no'],
    ['enable-module-command', 'no'],
    // Redis replays its append-only file with the rights of this user, and drops what they do not allow: so it has all of them, behind
    // the password, until the file is loaded. Then admitReaders opens it for reading.
    [`user default reset on ${hash} ~* &* +@all`],
    [`user ${consoleAccount} reset on ${hash} ${consoleRights}`],
    ['dir', quoted(dir)],
    ['daemonize', 'no'],
    ['logfile', '""'],
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
    // The append-only file holds everything: no snapshots beside it.
    ['save', '""'],
    // The leaderboard must not lose members in silence: a full memory is an error.
    ['maxmemory-policy', 'noeviction'],
  ]
  return lines.map((line) => `${line.join(' ')}\n`).join('')
}

/** A quoted argument, as redis.conf reads it (sdssplitargs): bytes outside printable ASCII are written \xHH. */
function quoted(text: string): string {
  const inner = [...Buffer.from(text)].map((byte) => {
    const letter = String.fromCharCode(byte)
    if (letter === '"' || letter === '\\') return `\\${letter}`
    return byte >= 0x20 && byte < 0x7f ? letter : `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return `"${inner.join('')}"`
}

export function describeRedis(place: Place): ServiceDescription {
  const home = place.folder.store('redis')
  const configuration = join(place.folder.run, 'redis.conf')
  return {
    name: 'redis',
    port: place.ports.redis,
    command: {
      file: place.manifest.redis.server,
      args: [configuration],
      env: scrubbedEnvironment(process.env),
      cwd: place.folder.root,
      account: runsAs(place),
    },
    files: [{ path: configuration, text: redisConfiguration(place.ports.redis, home, place.credentials.redis) }],
    prepareData: async () => {
      await requireRedis7(place.manifest.redis.server)
      await makeStore(home, runsAs(place))
    },
    answers: () => askRedis(place.endpoints),
    afterFirstAnswer: () => admitReaders(place.endpoints),
    startLimitMs: 120_000,
    stop: { signal: 'SIGTERM', limitMs: 8_000 },
    stopRank: 2,
  }
}

/** PING is refused with LOADING until the data is in memory. */
const askRedis = (endpoints: Endpoints): Promise<string | null> =>
  asConsole(endpoints, async (redis) => {
    await redis.ping()
    return /^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? null
  })

/** Opens Redis for those without a password, once the append-only file is loaded. */
const admitReaders = (endpoints: Endpoints): Promise<void> =>
  asConsole(endpoints, async (redis) => {
    await redis.acl('SETUSER', 'default', ...readers.split(' '))
  })

/** One short session of the console's account. */
async function asConsole<T>(endpoints: Endpoints, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({
    ...redisOptions(endpoints),
    ...endpoints.redis.nodes[0],
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: answerLimitMs,
    commandTimeout: answerLimitMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let refused: Error | undefined
  redis.on('error', (error: Error) => {
    refused = error
  })
  try {
    await redis.connect()
    return await use(redis)
  } catch (thrown) {
    throw refused ?? thrown
  } finally {
    redis.disconnect()
  }
}
