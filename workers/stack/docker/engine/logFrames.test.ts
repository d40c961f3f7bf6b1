import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takeFrames } from './logFrames'

const frame = (stream: number, payload: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head[0] = stream
  head.writeUInt32BE(payload.length, 4)
  return Buffer.concat([head, payload])
}

describe('takeFrames', () => {
  it('finds the same frames wherever the pieces are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(0, 1, 2), fc.uint8Array({ maxLength: 40 }))),
        fc.array(fc.nat({ max: 60 })),
        (sent, lengths) => {
          const log = Buffer.concat(sent.map(([stream, bytes]) => frame(stream, Buffer.from(bytes))))
          const found: [string, string][] = []
          let rest: Buffer = Buffer.alloc(0)
          let offset = 0
          for (const length of [...lengths, log.length]) {
            const taken = takeFrames(Buffer.concat([rest, log.subarray(offset, offset + length)]))
            offset += length
            rest = taken.rest
            found.push(
              ...taken.frames.map(({ stream, payload }): [string, string] => [stream, payload.toString('hex')]),
            )
          }
          expect(found).toEqual(
            sent.map(([stream, bytes]) => [stream === 2 ? 'stderr' : 'stdout', Buffer.from(bytes).toString('hex')]),
          )
          expect(rest.length).toBe(0)
        },
      ),
    )
  })

  it('refuses what is no frame', () => {
    expect(() => takeFrames(Buffer.from('plain text'))).toThrow('without its frames')
    expect(() => takeFrames(Buffer.from([1, 0, 0, 0, 0xff, 0, 0, 0]))).toThrow('bytes')
  })
})
