import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  findServicesFile,
  noServices,
  parseServicesFile,
  readServicesFile,
  writeServicesFile,
  type ServicesFile,
} from './servicesFile'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marsad-services-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const full: ServicesFile = {
  format: 1,
  owner: { pid: 100, startedAt: 'boot:1' },
  guardian: null,
  ending: false,
  internalPorts: { controller: 19093, connect: 18084 },
  services: {
    redis: {
      process: { pid: 200, startedAt: 'boot:2' },
      port: 6380,
      taken: { wanted: 6379, owner: 'redis-server (pid 9)' },
      version: '7.0.15',
      fingerprint: 'abc',
      at: 1_000,
      stop: { signal: 'SIGTERM', limitMs: 5_000 },
      stopRank: 2,
    },
  },
}

describe('servicesFile', () => {
  it('reads back what it wrote and leaves nothing beside it', () => {
    const path = join(folder, 'services.json')
    expect(readServicesFile(path)).toEqual(noServices)
    writeServicesFile(path, full)
    expect(readServicesFile(path)).toEqual(full)
    expect(readdirSync(folder)).toEqual(['services.json'])
  })

  it.each(['', '{', '[]', '{"format":2,"services":{}}', 'null'])(
    'takes %j for no services, and for unreadable',
    (text) => {
      const path = join(folder, 'services.json')
      writeFileSync(path, text)
      expect(readServicesFile(path)).toEqual(noServices)
      expect(findServicesFile(path)).toMatchObject({ kind: 'unreadable' })
    },
  )

  it('knows a file that is not there from one that is no file of ours', () => {
    const path = join(folder, 'services.json')
    expect(findServicesFile(path)).toEqual({ kind: 'absent' })
    execFileSync('mkfifo', [path])
    expect(findServicesFile(path)).toEqual({ kind: 'unreadable', reason: 'not a regular file (pipe)' })
    rmSync(path)
    symlinkSync('/dev/zero', path)
    expect(findServicesFile(path)).toEqual({ kind: 'unreadable', reason: 'not a regular file (link)' })
    expect(readServicesFile(path)).toEqual(noServices)
  })

  it('takes any bytes without throwing', () => {
    const path = join(folder, 'services.json')
    const near = fc
      .record({ format: fc.constant(1), services: fc.dictionary(fc.string(), fc.jsonValue()), owner: fc.jsonValue() })
      .map((any) => Buffer.from(JSON.stringify(any)))
    const any = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))
    fc.assert(
      fc.property(fc.oneof(any, near), (bytes) => {
        writeFileSync(path, bytes)
        expect(['read', 'unreadable']).toContain(findServicesFile(path).kind)
      }),
      { numRuns: 200 },
    )
  })

  it('drops an entry that could end a stranger, and keeps the others', () => {
    const broken = { ...full, services: { ...full.services, kafka: { process: { pid: 1, startedAt: 'x' } } } }
    expect(parseServicesFile(JSON.stringify(broken))).toEqual({ kind: 'read', file: full, lost: ['kafka'] })
  })
})
