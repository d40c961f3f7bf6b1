import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { BodySilent, readHead } from './readBody'

const never = new Promise<never>(() => undefined)
async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text))
}
async function* thenSilent(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
  await never
}

it('reads the beginning of a body and leaves the rest', async () => {
  const head = await readHead(Readable.from(pieces('ab', 'cd', 'ef')), 3, 1_000)
  expect(head.bytes.toString()).toBe('abcd')
  expect(await head.rest?.next()).toMatchObject({ value: Buffer.from('ef') })
})

it('knows a body that ends before the limit', async () => {
  expect(await readHead(Readable.from(pieces('ab')), 3, 1_000)).toEqual({ bytes: Buffer.from('ab'), rest: null })
})

it('gives up a body that falls silent, at its beginning and after it', async () => {
  await expect(readHead(Readable.from(thenSilent('ab')), 3, 20)).rejects.toBeInstanceOf(BodySilent)
  const { rest } = await readHead(Readable.from(thenSilent('abc')), 3, 20)
  await expect(rest?.next()).rejects.toBeInstanceOf(BodySilent)
})
