import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSpool } from './spool'

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
  const spool = openSpool(folder)
  const { path, bytes } = await spool.write(pieces('a', 'bc'), 10)
  expect(bytes).toBe(3)
  expect(readFileSync(path, 'utf8')).toBe('abc')
  await spool.remove(path)
  expect(readdirSync(folder)).toEqual([])
})

it('refuses more than the limit and leaves no file', async () => {
  const spool = openSpool(folder)
  await expect(spool.write(pieces('abc', 'def'), 5)).rejects.toThrow(RangeError)
  expect(readdirSync(folder)).toEqual([])
})
