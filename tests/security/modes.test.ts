/** What lies on the disk while a stack runs: nothing of it is open to another account, and no secret is anywhere else. */
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { serviceAccount } from '../../workers/stack/data/account'
import { openStackCredentials } from '../../workers/stack/data/stackCredentials'
import { endpointsOf } from '../support/instance'
import { shellWord } from '../../common/shellWord'
import { asNobody, canBeNobody } from './support/asNobody'
import { walk, type Entry } from './support/walk'

const dataDir = inject('dataDir')
const account = serviceAccount()
let entries: Entry[]

beforeAll(async () => {
  entries = await walk(dataDir)
})

/** Folders that root's services pass through on the way to their own; they can neither list nor change them. */
const isPassage = ({ path, found }: Entry): boolean =>
  account !== null &&
  found.isDirectory() &&
  (path === dataDir || path === join(dataDir, 'run') || path.startsWith(join(dataDir, 'run', '/'))) &&
  found.uid === 0 &&
  found.gid === account.gid &&
  (found.mode & 0o7777) === 0o710

const shown = ({ path, found }: Entry): string => `${(found.mode & 0o7777).toString(8)} ${path}`

it('gives nothing to the group or to others, in the whole data folder', () => {
  const names = entries.map(({ path }) => path.slice(dataDir.length + 1))
  // What must have been looked at, or the walk has seen nothing.
  for (const name of [
    'logs/postgres.log',
    'logs/console.log',
    'run/services.json',
    'run/redis.conf',
    'credentials.json',
  ])
    expect(names).toContain(name)
  for (const store of [
    'postgres/data/PG_VERSION',
    'kafka/data/meta.properties',
    'clickhouse/store',
    'redis/appendonlydir',
  ])
    expect(names).toContain(store)
  const open = entries.filter((entry) => !entry.found.isSymbolicLink() && (entry.found.mode & 0o077) !== 0)
  expect(open.filter((entry) => !isPassage(entry)).map(shown)).toEqual([])
})

it('keeps each log to its owner (act 16)', () => {
  const logs = entries.filter(({ path }) => path.startsWith(join(dataDir, 'logs', '/')))
  expect(logs.length).toBeGreaterThan(5)
  for (const { path, found } of logs) expect(found.mode & 0o777, path).toBe(0o600)
})

describe.runIf(canBeNobody)('another account', () => {
  it('can list nothing and read nothing there, although it knows every name', async () => {
    const listed = await asNobody(`find ${shellWord(dataDir)} -mindepth 1`)
    expect(listed.stdout).toBe('')
    expect(listed.code).not.toBe(0)
    const names = entries.map(({ path }) => path).join('\n')
    const script = 'while IFS= read -r p; do if [ -r "$p" ] || [ -w "$p" ] || [ -x "$p" ]; then echo "$p"; fi; done'
    expect((await asNobody(script, `${names}\n`)).stdout).toBe('')
    // The same look finds what is open.
    expect((await asNobody(script, '/etc/passwd\n')).stdout).toBe('/etc/passwd\n')
  })

  it('finds no password and no row anywhere: not in files, not in the command lines or environments of processes', async () => {
    const { postgres } = await endpointsOf(dataDir)
    const client = new pg.Client({ ...postgres, user: 'app', password: 'app' })
    const planted = `planted-${crypto.randomUUID()}`
    await client.connect()
    await expect(client.query(`SELECT CAST('${planted}' AS integer)`)).rejects.toThrow(planted)
    await client.end()
    await expect.poll(() => readFile(join(dataDir, 'logs', 'postgres.log'), 'utf8')).toContain(planted)

    const secrets = [...Object.values(await openStackCredentials(dataDir)), planted]
    const since = Math.min(...entries.map(({ found }) => found.birthtimeMs))
    // By standard input: a pattern on the command line would be found there.
    const search = [
      `grep -rlsF -f - ${shellWord(dataDir)} /proc/[0-9]*/cmdline /proc/[0-9]*/environ`,
      `$(find ${shellWord(tmpdir())} /dev/shm -xdev -type f -size -4096k -newermt @${Math.floor(since / 1_000)} 2>/dev/null)`,
    ].join(' ')
    expect((await asNobody(search, `${secrets.join('\n')}\n`)).stdout).toBe('')
    // The same look finds what everybody may know.
    expect((await asNobody(search, 'marsad-guardian\nguardian.js\n')).stdout).toMatch(/\/proc\/\d+\/cmdline/)
  })
})
