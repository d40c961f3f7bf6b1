import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineAssembler, type ContainerLine } from './lineAssembler'

const frame = (stream: 1 | 2, text: string | Buffer): Buffer => {
  const payload = Buffer.from(text)
  const head = Buffer.alloc(8)
  head[0] = stream
  head.writeUInt32BE(payload.length, 4)
  return Buffer.concat([head, payload])
}
const second = BigInt(Date.UTC(2026, 10, 24, 6, 12, 0)) * 1_000_000n
const stamp = (n: number): string => `2026-11-24T06:12:00.${String(n).padStart(9, '0')}Z `
const at = (n: number): bigint => second + BigInt(n)

/** All lines of a log that comes in pieces of these lengths. */
function assemble(hasTerminal: boolean, log: Buffer, lengths: readonly number[]): ContainerLine[] {
  const assembler = createLineAssembler(hasTerminal)
  const lines: ContainerLine[] = []
  let offset = 0
  for (const length of [...lengths, log.length]) {
    lines.push(...assembler.take(log.subarray(offset, offset + length)))
    offset += length
  }
  return lines
}

const letters = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, ' '))

describe('a log with frames', () => {
  it('gives the same lines wherever it is cut, also within a letter, a head or a time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(1, 2), letters), { maxLength: 20 }),
        fc.array(fc.nat({ max: 80 })),
        (written, lengths) => {
          const log = Buffer.concat(written.map(([stream, text], n) => frame(stream, `${stamp(n)}${text}\n`)))
          expect(assemble(false, log, lengths)).toEqual(
            written.map(([stream, text], n) => ({
              at: at(n),
              stream: stream === 2 ? 'stderr' : 'stdout',
              text: Buffer.from(text).toString(),
            })),
          )
        },
      ),
    )
  })

  it('puts a line together that the engine has cut, each part with a time of its own, while the other stream goes on', () => {
    const letter = Buffer.from('ع')
    const log = Buffer.concat([
      frame(1, Buffer.concat([Buffer.from(`${stamp(1)}a`), letter.subarray(0, 1)])),
      frame(2, `${stamp(2)}meanwhile\n`),
      frame(1, Buffer.concat([Buffer.from(stamp(3)), letter.subarray(1), Buffer.from('b\r\n')])),
    ])
    expect(assemble(false, log, [])).toEqual([
      { at: at(2), stream: 'stderr', text: 'meanwhile' },
      { at: at(1), stream: 'stdout', text: 'aعb' },
    ])
  })

  it('holds no more of a line than is shown', () => {
    const assembler = createLineAssembler(false)
    for (let part = 0; part < 100; part += 1) assembler.take(frame(1, stamp(part) + 'x'.repeat(16_384)))
    expect(assembler.oldestPending()).toBe(at(0))
    expect(assembler.take(frame(1, `${stamp(200)}end\n`))).toEqual([
      { at: at(0), stream: 'stdout', text: 'x'.repeat(8_192) },
    ])
    expect(assembler.oldestPending()).toBeNull()
  })

  it('gives up an unfinished line only when it is asked to', () => {
    const assembler = createLineAssembler(false)
    expect(assembler.take(frame(1, `${stamp(7)}no end`))).toEqual([])
    expect(assembler.flush()).toEqual([{ at: at(7), stream: 'stdout', text: 'no end' }])
    expect(assembler.flush()).toEqual([])
  })

  it('refuses a log without frames', () => {
    expect(() => createLineAssembler(false).take(Buffer.from('plain text\n'))).toThrow('without its frames')
  })
})

describe('a terminal’s log', () => {
  it('gives the same lines wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 20 }), fc.array(fc.nat({ max: 80 })), (written, lengths) => {
        const log = Buffer.from(written.map((text, n) => `${stamp(n)}${text}\r\n`).join(''))
        expect(assemble(true, log, lengths).map(({ at: when, text }) => [when, text])).toEqual(
          written.map((text, n) => [at(n), Buffer.from(text).toString()]),
        )
      }),
    )
  })

  it('takes the times out of a line that the engine has cut', () => {
    const assembler = createLineAssembler(true)
    const parts = ['a', 'b', 'c'].map((letter, n) => stamp(n) + letter.repeat(n === 2 ? 5 : 16_384))
    const [line] = assembler.take(Buffer.from(`${parts.join('')}\r\n`))
    // What is shown is the beginning.
    expect(line).toEqual({ at: at(0), stream: 'stdout', text: 'a'.repeat(8_192) })
  })
})
