/** Redis as an account that nobody trusts sees it: the documented reads answer, and nothing that changes, runs, holds or ends anything. */
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { redisKeys, utcMinute } from '../../contract/pipeline'
import { endpointsOf } from '../support/instance'
import { insertContent, insertEvents, openStores, type Stores } from '../support/pipeline'
import { waitFor } from '../support/waitFor'
import { asNobody } from './support/asNobody'

let port: number
let stores: Stores
let server: Redis
/** A minute with a score, and what it holds. */
let key: string
let members: readonly string[]

beforeAll(async () => {
  const endpoints = await endpointsOf(inject('dataDir'))
  port = endpoints.redis.nodes[0]?.port ?? 0
  stores = await openStores(inject('dataDir'))
  if (!(stores.redis instanceof Redis)) throw new Error('this stack has no single Redis')
  server = stores.redis
  const content = await insertContent(stores)
  const at = new Date()
  await insertEvents(stores, [{ contentId: content, durationMs: 5_000, eventTs: at }])
  key = redisKeys.minute(stores.prefix, utcMinute(at.getTime()))
  await waitFor('the score', async () => (await server.zscore(key, content)) !== null)
  members = await server.zrange(key, '0', '-1')
})
afterAll(() => stores.close())

const redisCli = async (words: string, host = '127.0.0.1'): Promise<string> => {
  const { stdout, stderr } = await asNobody(`redis-cli -h ${host} -p ${port} ${words}`)
  return stdout + stderr
}

test.each(['127.0.0.1', '::1'])('the documented reads work without a password at %s', async (host) => {
  expect(await redisCli(`ZREVRANGE ${key} 0 9 WITHSCORES`, host)).toContain(members[0])
  expect(await redisCli(`KEYS 'zset:eng:*'`, host)).toContain(key)
  expect(await redisCli('PING', host)).toContain('PONG')
  expect(await redisCli('INFO memory', host)).toContain('maxmemory_policy:noeviction')
  expect(await redisCli(`TTL ${key}`, host)).toMatch(/^\d+/)
})

/** Each must be refused, whatever it would do. */
const refused = [
  'CONFIG SET dir /tmp',
  'CONFIG SET dbfilename x.so',
  'CONFIG SET maxmemory 1mb',
  'CONFIG SET requirepass x',
  'CONFIG GET "*"',
  'CONFIG REWRITE',
  'CONFIG RESETSTAT',
  'EVAL "return 1" 0',
  'EVAL_RO "return 1" 0',
  'SCRIPT FLUSH',
  'FUNCTION LOAD "#!lua name=x"',
  'FUNCTION FLUSH',
  'FLUSHALL',
  'FLUSHDB',
  'SWAPDB 0 1',
  'REPLICAOF 127.0.0.1 1',
  'SLAVEOF 127.0.0.1 1',
  'PSYNC ? -1',
  'FAILOVER',
  'SHUTDOWN NOSAVE',
  'MODULE LOAD /tmp/x.so',
  'MODULE LIST',
  'DEBUG SEGFAULT',
  'DEBUG SLEEP 1',
  'ACL SETUSER default on nopass ~* +@all',
  'ACL LIST',
  'ACL DELUSER marsad',
  'BGREWRITEAOF',
  'BGSAVE',
  'SAVE',
  'MONITOR',
  'CLIENT KILL TYPE normal',
  'CLIENT LIST',
  'CLIENT PAUSE 100000 ALL',
  'CLIENT UNPAUSE',
  'CLIENT UNBLOCK 1',
  'CLIENT NO-EVICT ON',
  'CLIENT TRACKING ON',
  'CLUSTER RESET',
  'LATENCY RESET',
  'SLOWLOG GET',
  'MIGRATE 127.0.0.1 1 x 0 1000',
  'RESTORE x 0 x',
  'SUBSCRIBE x',
  'PUBLISH x y',
  'MULTI',
]
const writes = (target: string): string[] => [
  `SET ${target} x`,
  `DEL ${target}`,
  `UNLINK ${target}`,
  `ZADD ${target} 1 x`,
  `ZINCRBY ${target} 1 x`,
  `ZPOPMAX ${target}`,
  `EXPIRE ${target} 1`,
  `PERSIST ${target}`,
  `RENAME ${target} y`,
  `GETEX ${target} EX 1`,
  `SORT ${target} STORE y`,
  `COPY ${target} y`,
  `ZUNIONSTORE y 1 ${target}`,
  `HSET y a b`,
]

test('whatever changes, runs, holds or ends something is refused, and nothing is changed by the attempt', async () => {
  const before = { members: await server.zrange(key, '0', '-1'), config: await server.config('GET', '*') }
  for (const command of [...refused, ...writes(key)]) {
    expect(await redisCli(command), command).toMatch(/NOPERM|NOAUTH|ERR DEBUG|ERR MODULE/)
  }
  expect({ members: await server.zrange(key, '0', '-1'), config: await server.config('GET', '*') }).toEqual(before)
  expect(await server.info('replication')).toContain('role:master')
})

/** What COMMAND INFO answers of a command: its name and how many words it takes (at least, where that is negative). */
const commandInfo = z.tuple([z.string(), z.int()]).rest(z.unknown())

test('every command of this Redis that writes, runs code, holds or manages something is refused', async () => {
  const named = await Promise.all(
    ['write', 'dangerous', 'admin', 'scripting', 'pubsub', 'transaction', 'blocking'].map(async (category) =>
      z.array(z.string()).parse(await server.call('ACL', 'CAT', category)),
    ),
  )
  const harmless = ['info', 'keys', 'xread']
  const commands = [...new Set(named.flat())].filter((name) => !harmless.includes(name))
  expect(commands.length).toBeGreaterThan(150)
  for (const command of commands) {
    const [info] = z.array(commandInfo.nullable()).parse(await server.call('COMMAND', 'INFO', command))
    if (info === null || info === undefined) throw new Error(`no ${command}`)
    const words = command.split('|')
    const others = Array.from({ length: Math.abs(info[1]) - words.length }, () => 'a')
    const answer = await server.call('ACL', 'DRYRUN', 'default', ...words, ...others)
    expect(answer, command).toContain('no permissions')
  }
})

test('a wrong password is refused, also that of another account', async () => {
  for (const password of ['marsad', 'redis', '']) {
    expect(await redisCli(`--no-auth-warning --user marsad --pass '${password}' FLUSHALL`)).toMatch(
      /WRONGPASS|NOPERM|AUTH/,
    )
  }
})

test('the console’s own account moves no file and loads no code either', async () => {
  await expect(server.config('SET', 'dir', '/tmp')).rejects.toThrow('protected config')
  await expect(server.config('REWRITE')).rejects.toThrow('NOPERM')
  await expect(server.call('MODULE', 'LOAD', '/tmp/x.so')).rejects.toThrow('not allowed')
  await expect(server.call('DEBUG', 'SLEEP', '0')).rejects.toThrow('not allowed')
  await expect(server.shutdown()).rejects.toThrow('NOPERM')
})
