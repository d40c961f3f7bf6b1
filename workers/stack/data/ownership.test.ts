import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { give, makePassage, makeStore, writeFor } from './ownership'

let top = ''
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'marsad-ownership-'))
})
afterEach(() => rmSync(top, { recursive: true }))

const account = { name: 'marsad', uid: 4_000_001, gid: 4_000_002 }
const of = (path: string): { uid: number; gid: number; mode: number } => {
  const { uid, gid, mode } = lstatSync(path)
  return { uid, gid, mode: mode & 0o777 }
}

describe.runIf(process.getuid?.() === 0)('root', () => {
  it('makes passages that the account may enter, and neither list nor change', async () => {
    const path = join(top, 'run')
    await makePassage(path, account)
    expect(of(path)).toEqual({ uid: 0, gid: account.gid, mode: 0o710 })
  })

  it('writes files that the account alone reads', async () => {
    const path = join(top, 'redis.conf')
    await writeFor(path, 'one', account)
    await writeFor(path, 'two', account)
    expect(readFileSync(path, 'utf8')).toBe('two')
    expect(of(path)).toEqual({ uid: account.uid, gid: account.gid, mode: 0o600 })
  })

  it('gives a store of before to the account, all of it, and follows no link', async () => {
    const store = join(top, 'store')
    mkdirSync(join(store, 'a', 'b'), { recursive: true, mode: 0o755 })
    writeFileSync(join(store, 'a', 'b', 'file'), '', { mode: 0o600 })
    const outside = join(top, 'outside')
    writeFileSync(outside, '')
    symlinkSync(outside, join(store, 'a', 'link'))
    await makeStore(store, account)
    const theirs = { uid: account.uid, gid: account.gid }
    for (const path of ['', 'a', 'a/b', 'a/b/file', 'a/link']) expect(of(join(store, path)), path).toMatchObject(theirs)
    expect(of(outside)).toMatchObject({ uid: 0, gid: 0 })
    expect(of(store).mode).toBe(0o700)
  })

  it('looks into no store that is the account’s, and finishes what a kill has cut short', async () => {
    const store = join(top, 'store')
    const inside = join(store, 'file')
    await makeStore(store, account)
    writeFileSync(inside, '')
    await makeStore(store, account)
    expect(of(inside).uid).toBe(0)
    // Cut short: the folder itself is not the account's yet.
    lchownSync(store, 0, 0)
    await makeStore(store, account)
    expect(of(inside).uid).toBe(account.uid)
  })

  it('takes a store back when its services are to run as root', async () => {
    const store = join(top, 'store')
    await makeStore(store, account)
    writeFileSync(join(store, 'file'), '')
    lchownSync(join(store, 'file'), account.uid, account.gid)
    await makeStore(store, null)
    expect(of(join(store, 'file'))).toMatchObject({ uid: 0, gid: 0 })
  })

  it('gives away no link, and what it leads to neither', async () => {
    const outside = join(top, 'outside')
    writeFileSync(outside, '')
    symlinkSync(outside, join(top, 'link'))
    await expect(give(join(top, 'link'), account)).rejects.toMatchObject({ code: 'ELOOP' })
    mkdirSync(join(top, 'folder'))
    symlinkSync(join(top, 'folder'), join(top, 'way'))
    await expect(makePassage(join(top, 'way'), account)).rejects.toThrow(/ELOOP|ENOTDIR/)
    expect(of(join(top, 'folder')).gid).toBe(0)
    expect(of(outside).uid).toBe(0)
  })
})

it('writes through no link: the link is replaced', async () => {
  const outside = join(top, 'outside')
  writeFileSync(outside, 'a line that must stay')
  symlinkSync(outside, join(top, 'redis.conf'))
  await writeFor(join(top, 'redis.conf'), 'ours', null)
  expect(readFileSync(outside, 'utf8')).toBe('a line that must stay')
  expect(readFileSync(join(top, 'redis.conf'), 'utf8')).toBe('ours')
})

it('closes a folder of an older Marsad', async () => {
  const logs = join(top, 'logs')
  mkdirSync(logs)
  chmodSync(logs, 0o755)
  await makePassage(logs, null)
  expect(statSync(logs).mode & 0o777).toBe(0o700)
})
