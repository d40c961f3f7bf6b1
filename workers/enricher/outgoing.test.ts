import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOutgoingBatch, type Outgoing } from './outgoing'

function outgoing(partition: number, bytes: number): Outgoing {
  return { kind: 'enriched', topic: 't', partition, key: null, value: Buffer.alloc(bytes), committedMs: null }
}

describe('outgoing batch', () => {
  it('keeps each partition below its bound, whatever comes', () => {
    const record = fc.record({ partition: fc.nat(3), bytes: fc.integer({ min: 0, max: 2_000 }) })
    fc.assert(
      fc.property(fc.array(record, { maxLength: 100 }), (records) => {
        const batch = createOutgoingBatch(5_000, 1_000)
        const sizes = [0, 0, 0, 0]
        for (const { partition, bytes } of records) {
          if (!batch.fits(bytes)) break
          batch.add(outgoing(partition, bytes))
          sizes[partition] = (sizes[partition] ?? 0) + bytes
        }
        expect(Math.max(...sizes)).toBeLessThanOrEqual(5_000)
      }),
    )
  })

  it('takes a first record of any size, alone', () => {
    const batch = createOutgoingBatch(1_000, 10)
    expect(batch.fits(50_000)).toBe(true)
    batch.add(outgoing(0, 50_000))
    expect(batch.fits(1)).toBe(false)
  })

  it('keeps to its number of records', () => {
    const batch = createOutgoingBatch(1_000_000, 2)
    batch.add(outgoing(0, 1))
    expect(batch.fits(1)).toBe(true)
    batch.add(outgoing(1, 1))
    expect(batch.fits(1)).toBe(false)
  })
})
