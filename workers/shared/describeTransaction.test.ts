import { describe, expect, it } from 'vitest'
import { decodeDescription, encodeAsked } from './describeTransaction'

/** As Kafka 4.3.1 answered for one id; only the id was made shorter. */
const answer = (errorCode: number, state: string, tags = 0): Buffer =>
  Buffer.concat([
    Buffer.from([tags, 0, 0, 0, 0, 2, 0, errorCode, 3]),
    Buffer.from('id'),
    Buffer.from([state.length + 1]),
    Buffer.from(state),
    Buffer.from([0, 0, 58, 152, ...new Array<number>(8).fill(255), 0, 0, 0, 0, 0, 0, 0, 2, 0, 7, 1, 0, 0]),
  ])

describe('DescribeTransactions', () => {
  it('asks for one id, lengths one more than they are', () => {
    expect([...encodeAsked('ab')]).toEqual([0, 2, 3, 97, 98, 0])
  })

  it('writes a length above 127 in two bytes', () => {
    const asked = encodeAsked('x'.repeat(200))
    expect([...asked.subarray(0, 4)]).toEqual([0, 2, 201, 1])
    expect(asked).toHaveLength(4 + 200 + 1)
  })

  it('reads the state and the refusal', () => {
    expect(decodeDescription(answer(0, 'CompleteCommit'))).toEqual({ errorCode: 0, state: 'CompleteCommit' })
    expect(decodeDescription(answer(105, ''))).toEqual({ errorCode: 105, state: '' })
  })

  it('refuses what it does not know', () => {
    expect(() => decodeDescription(answer(0, 'Empty', 1))).toThrow('tagged fields')
    expect(() => decodeDescription(Buffer.from([0, 0, 0, 0, 0, 1, 0]))).toThrow('0 ids')
    expect(() => decodeDescription(answer(0, 'Empty').subarray(0, 8))).toThrow(RangeError)
  })
})
