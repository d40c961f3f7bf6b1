import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32c } from './crc32c'

describe('crc32c', () => {
  // RFC 3720, appendix B.4.
  const ascending = Uint8Array.from({ length: 32 }, (_, index) => index)
  it.each([
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['ascending', ascending, 0x46dd794e],
    ['descending', Uint8Array.from(ascending).reverse(), 0x113fdb5c],
    ['nothing', new Uint8Array(0), 0],
  ])('agrees with the RFC on %s', (_name, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected)
  })

  it('agrees with kafkajs, wherever it begins and ends', () => {
    const theirs: unknown = createRequire(import.meta.url)('kafkajs/src/protocol/recordBatch/crc32C')
    if (typeof theirs !== 'function') throw new Error('kafkajs has another checksum')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(20), fc.nat(20), (bytes, skip, drop) => {
        const start = Math.min(skip, bytes.length)
        const end = Math.max(start, bytes.length - drop)
        const expected: unknown = Reflect.apply(theirs, undefined, [Buffer.from(bytes.subarray(start, end))])
        expect(crc32c(bytes, start, end)).toBe(expected)
      }),
    )
  })
})
