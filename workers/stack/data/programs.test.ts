import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { samplePlace } from '../services/samplePlace'
import { refuseUnreachable } from './programs'

const who = { name: 'marsad', uid: 4_000_001, gid: 4_000_002 }
const ports = { postgres: 1, kafka: 2, connect: 3, clickhouse: 4, redis: 5 }
const sample = samplePlace({ ...ports, internal: { controller: 6, kafka: 7, connect: 8 } })
let top = ''
let files: Record<'node' | 'java' | 'redis' | 'host' | 'jar' | 'postgres', string>
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'marsad-programs-'))
  chmodSync(top, 0o755)
  const at = (path: string, mode: number): string => {
    mkdirSync(dirname(join(top, path)), { recursive: true, mode: 0o755 })
    writeFileSync(join(top, path), '')
    chmodSync(join(top, path), mode)
    return join(top, path)
  }
  files = {
    node: at('home/.nvm/bin/node', 0o755),
    java: at('jvm/bin/java', 0o755),
    redis: at('rt/redis/redis-server', 0o755),
    host: at('clone/out/main/clickhouse-host.js', 0o644),
    jar: at('rt/libs/a.jar', 0o644),
    postgres: at('rt/pg/bin/postgres', 0o755),
  }
})
afterEach(() => rmSync(top, { recursive: true }))

const check = (asRoot = false): Promise<void> =>
  refuseUnreachable(
    who,
    asRoot ? null : { paths: { ...sample.paths, node: files.node, entries: dirname(files.host) }, jars: [files.jar] },
    {
      ...sample.manifest,
      java: files.java,
      postgres: { version: '18', bin: dirname(files.postgres) },
      redis: { version: '7', server: files.redis },
    },
  )

describe.skipIf(process.platform === 'win32')('refuseUnreachable', () => {
  it('finds nothing in the way where everybody may read, or where a program is missing', async () => {
    await check()
    rmSync(files.redis)
    await check()
  })

  it.each<[string, () => readonly [path: string, barrier: string]]>([
    ['a private home', () => [files.node, join(top, 'home')]],
    ['a clone that only its owner enters', () => [files.host, join(top, 'clone')]],
    ['a file that was built under umask 077', () => [files.host, files.host]],
    ['a jar', () => [files.jar, files.jar]],
    ['a program that may be read and not run', () => [files.java, files.java]],
  ])('names what is in the way: %s', async (_, find) => {
    const [path, barrier] = find()
    chmodSync(barrier, barrier === files.java ? 0o744 : 0o700)
    if (path === barrier && path !== files.java) chmodSync(barrier, 0o600)
    await expect(check()).rejects.toMatchObject({
      failure: { code: 'program_unreachable', details: { path, barrier, user: 'marsad' } },
    })
    await check(true)
  })

  it('looks where a link leads', async () => {
    const link = join(top, 'rt', 'java')
    symlinkSync(files.java, link)
    chmodSync(join(top, 'jvm'), 0o700)
    files.java = link
    await expect(check()).rejects.toMatchObject({ failure: { details: { path: link, barrier: join(top, 'jvm') } } })
  })

  it('looks at Postgres also where root runs the others itself', async () => {
    chmodSync(join(top, 'rt', 'pg'), 0o700)
    await expect(check(true)).rejects.toMatchObject({ failure: { details: { barrier: join(top, 'rt', 'pg') } } })
  })
})
