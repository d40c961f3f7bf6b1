import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireRedis7 } from './redisVersion'

async function reporting(version: string, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-redis-'))
  try {
    const path = join(folder, 'redis-server')
    await writeFile(path, `#!/bin/sh\necho 'Redis server v=${version} sha=00000000:0 malloc=libc bits=64'\n`)
    await chmod(path, 0o755)
    await use(path)
  } finally {
    await rm(folder, { recursive: true })
  }
}

test.each(['2.8.24', '6.0.16', '6.2.14'])('Redis %s is refused, with what is needed', async (version) => {
  await reporting(version, async (path) => {
    await expect(requireRedis7(path)).rejects.toMatchObject({
      failure: { code: 'redis_old', details: { version, needed: '7.0', path } },
    })
  })
})

test.each(['7.0.0', '7.0.15', '8.2.1', '10.0.0'])('Redis %s is taken', (version) => reporting(version, requireRedis7))

test('a program that reports no version is not taken for one', async () => {
  await expect(requireRedis7('/bin/echo')).rejects.toThrow('reports no version')
})
