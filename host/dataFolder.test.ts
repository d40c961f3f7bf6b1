import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { secureDataFolder } from './dataFolder'

const nobody = 65_534
const isRoot = process.getuid?.() === 0
let top = ''
let data = ''
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'marsad-own-'))
  chmodSync(top, 0o755)
  data = join(top, 'data')
})
afterEach(() => rmSync(top, { recursive: true }))

const modeOf = (...path: string[]): number => statSync(join(data, ...path)).mode & 0o777

describe.skipIf(process.platform === 'win32')('secureDataFolder', () => {
  it('makes the folder for its owner alone', () => {
    secureDataFolder(join(data, 'deep'))
    expect(modeOf('deep')).toBe(0o700)
  })

  it('closes what an older Marsad left open, and lets pass whom root lets pass', () => {
    mkdirSync(join(data, 'logs'), { recursive: true })
    mkdirSync(join(data, 'redis'))
    writeFileSync(join(data, 'logs', 'postgres.log'), '')
    for (const path of ['', 'logs', 'redis']) chmodSync(join(data, path), 0o755)
    chmodSync(join(data, 'logs', 'postgres.log'), 0o644)
    secureDataFolder(data)
    expect(modeOf('logs', 'postgres.log')).toBe(0o600)
    for (const path of ['', 'logs', 'redis']) expect(modeOf(path)).toBe(isRoot ? 0o710 : 0o700)
  })

  it.each([0o775, 0o757, 0o777, 0o1777])(
    'refuses a folder of mode %o that holds something, and leaves it as it is',
    (mode) => {
      mkdirSync(join(data, 'run'), { recursive: true })
      chmodSync(data, mode)
      expect(() => secureDataFolder(data)).toThrow(/data_shared/)
      expect(statSync(data).mode & 0o7777).toBe(mode)
    },
  )

  it('closes an empty one: nobody has laid anything there', () => {
    mkdirSync(data)
    chmodSync(data, 0o777)
    secureDataFolder(data)
    expect(modeOf()).toBe(isRoot ? 0o710 : 0o700)
  })

  it.runIf(isRoot)('refuses a folder of another account, and a link that another account has made', () => {
    mkdirSync(data)
    chownSync(data, nobody, nobody)
    expect(() => secureDataFolder(data)).toThrow(/data_foreign.*65534/)
    const link = join(top, 'link')
    mkdirSync(join(top, 'mine'))
    symlinkSync(join(top, 'mine'), link)
    secureDataFolder(link)
    lchownSync(link, nobody, nobody)
    expect(() => secureDataFolder(link)).toThrow(/data_link/)
  })

  it.each(['run', 'settings.json', 'run/redis.conf', 'run/kafka', 'postgres', 'postgres/data', 'window', 'lab/a/b'])(
    'refuses a link at %s, with its path',
    (name) => {
      const path = join(data, name)
      mkdirSync(join(path, '..'), { recursive: true })
      symlinkSync(join(top, 'victim'), path)
      expect(() => secureDataFolder(data)).toThrow(
        expect.objectContaining({ failure: { code: 'data_link', details: { path }, cause: null } }),
      )
    },
  )

  it('lets programs have links of their own deep in their stores', () => {
    for (const inside of ['postgres/data/pg_tblspc', 'clickhouse/data/analytics', 'window']) {
      mkdirSync(join(data, inside), { recursive: true })
      symlinkSync('/', join(data, inside, 'link'))
    }
    secureDataFolder(data)
  })
})
