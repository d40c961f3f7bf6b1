import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSpool, SpoolFull } from './spool'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marsad-spool-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text))
}

it('clears what a killed process left, and writes pieces in order', async () => {
  writeFileSync(join(folder, 'left'), 'x')
  const spool = openSpool(folder, { file: 10, total: 10, free: 0 })
  const { path, bytes } = await spool.write(pieces('a', 'bc'))
  expect(bytes).toBe(3)
  expect(readFileSync(path, 'utf8')).toBe('abc')
  await spool.remove(path)
  expect(readdirSync(folder)).toEqual([])
})

it('refuses more than the limit and leaves no file', async () => {
  const spool = openSpool(folder, { file: 5, total: 10, free: 0 })
  await expect(spool.write(pieces('abc', 'def'))).rejects.toMatchObject({ reason: 'file' })
  expect(readdirSync(folder)).toEqual([])
})

it('bounds all files together, until one is removed', async () => {
  const spool = openSpool(folder, { file: 5, total: 8, free: 0 })
  const { path } = await spool.write(pieces('abcde'))
  await expect(spool.write(pieces('fghi'))).rejects.toBeInstanceOf(SpoolFull)
  await spool.remove(path)
  await expect(spool.write(pieces('fghi'))).resolves.toMatchObject({ bytes: 4 })
})

it('leaves the disk what must stay free', async () => {
  const spool = openSpool(folder, { file: 1e9, total: 1e9, free: Number.MAX_SAFE_INTEGER })
  await expect(spool.write(pieces('small'))).resolves.toMatchObject({ bytes: 5 })
  await expect(spool.write(pieces('x'.repeat(20_000_000)))).rejects.toMatchObject({ reason: 'free' })
})
