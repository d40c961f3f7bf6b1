/** Redis: every write goes to the append-only file, which is brought to disk each second. */
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { makeStore } from '../data/ownership'
import { answerLimitMs, runsAs, type Place, type ServiceDescription } from './description'
import { scrubbedEnvironment } from './environment'

/** redis.conf. */
export function redisConfiguration(port: number, dir: string): string {
  const lines = [
    ['bind', '127.0.0.1'],
    ['port', String(port)],
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
    files: [{ path: configuration, text: redisConfiguration(place.ports.redis, home) }],
    prepareData: () => makeStore(home, runsAs(place)),
    answers: () => askRedis('127.0.0.1', place.ports.redis),
    startLimitMs: 120_000,
    stop: { signal: 'SIGTERM', limitMs: 8_000 },
    stopRank: 2,
  }
}

/** PING is refused with LOADING until the data is in memory. */
async function askRedis(host: string, port: number): Promise<string | null> {
  const redis = new Redis({
    host,
    port,
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
    await redis.ping()
    return /^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? null
  } catch (thrown) {
    throw refused ?? thrown
  } finally {
    redis.disconnect()
  }
}
