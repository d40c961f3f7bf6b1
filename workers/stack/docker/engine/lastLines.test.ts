import { describe, expect, it } from 'vitest'
import { withoutFrames } from './lastLines'

const frame = (stream: number, text: string): Buffer => {
  const head = Buffer.alloc(8)
  head[0] = stream
  head.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([head, Buffer.from(text)])
}

describe('withoutFrames', () => {
  it('takes the frames off both streams, in their order', () => {
    const log = Buffer.concat([frame(1, 'one\n'), frame(2, 'مرحبا\n'), frame(1, 'three\n')])
    expect(withoutFrames(log).toString()).toBe('one\nمرحبا\nthree\n')
  })

  it('leaves the log of a terminal alone', () => {
    expect(withoutFrames(Buffer.from('plain text of a terminal')).toString()).toBe('plain text of a terminal')
    expect(withoutFrames(Buffer.alloc(0)).length).toBe(0)
  })
})
