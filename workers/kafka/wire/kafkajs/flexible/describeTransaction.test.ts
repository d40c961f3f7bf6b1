import { describe, expect, it } from 'vitest'
import { readState } from './describeTransaction'
import { compactArray, compactString, CompactReader, int16, int32, int64 } from './flexibleRequest'
import { readProducers, readTransactions } from './openTransactions'
import { readRefusal } from './lowerFeature'
import { readResults } from './setScramPassword'

const noTags = Buffer.from([0])
/** A field that a later broker may add. */
const oneTag = Buffer.from([1, 7, 2, 9, 9])
const reader = (...parts: Buffer[]): CompactReader => new CompactReader(Buffer.concat(parts))

describe('the compact form', () => {
  it('writes lengths one more than they are, above 127 in two bytes', () => {
    expect([...compactString('ab')]).toEqual([3, 97, 98])
    expect([...compactString('x'.repeat(200)).subarray(0, 2)]).toEqual([201, 1])
    expect(reader(compactString('م'.repeat(300))).string()).toBe('م'.repeat(300))
  })

  it('tells none from empty, and an answer that ends too soon', () => {
    expect(reader(noTags).string()).toBeNull()
    expect(reader(compactString('')).string()).toBe('')
    expect(() => reader(compactString('abc').subarray(0, 2)).string()).toThrow(RangeError)
    expect(() => reader(Buffer.from([2])).array((each) => each.int32())).toThrow(RangeError)
  })
})

it('finds why a feature was not brought to a level', () => {
  const answer = (whole: number, each: number): CompactReader => {
    const result = Buffer.concat([compactString('transaction.version'), int16(each), noTags, oneTag])
    return reader(int32(0), int16(whole), noTags, compactArray([result]), noTags)
  }
  const codes = [answer(0, 0), answer(0, 42), answer(41, 0)].map((each) => readRefusal(each).code)
  expect(codes).toEqual([0, 42, 41])
})

describe('what Kafka tells of transactions', () => {
  const described = (errorCode: number, state: string): Buffer =>
    Buffer.concat([
      int16(errorCode),
      compactString('id'),
      compactString(state),
      int32(15_000),
      int64(-1n),
      int64(2n),
      int16(7),
      compactArray([Buffer.concat([compactString('topic'), compactArray([int32(3)]), oneTag])]),
      oneTag,
    ])

  it('reads how one ended, and a refusal', () => {
    expect(readState(reader(int32(0), compactArray([described(0, 'CompleteCommit')]), noTags))).toEqual({
      errorCode: 0,
      state: 'CompleteCommit',
    })
    expect(readState(reader(int32(0), compactArray([described(105, '')]))).errorCode).toBe(105)
    expect(() => readState(reader(int32(0), compactArray([])))).toThrow('no id')
  })

  it('reads which are open, and leaves out producers that rest', () => {
    const producer = (id: bigint, offset: bigint): Buffer =>
      Buffer.concat([int64(id), int32(7), int32(19), int64(1_000n), int32(0), int64(offset), noTags])
    const partition = (errorCode: number): Buffer =>
      Buffer.concat([int32(2), int16(errorCode), noTags, compactArray([producer(5n, -1n), producer(6n, 42n)]), noTags])
    const topic = (errorCode: number): Buffer =>
      Buffer.concat([
        int32(0),
        compactArray([Buffer.concat([compactString('t'), compactArray([partition(errorCode)]), noTags])]),
      ])
    expect(readProducers(new CompactReader(topic(0)))).toEqual([
      { topic: 't', partition: 2, producerId: '6', offset: 42 },
    ])
    expect(() => readProducers(new CompactReader(topic(29)))).toThrow('t/2')
  })

  it('reads whose it is', () => {
    const entry = Buffer.concat([compactString('mine'), int64(6n), compactString('Ongoing'), noTags])
    expect(readTransactions(reader(int32(0), int16(0), compactArray([]), compactArray([entry]), noTags))).toEqual([
      'mine',
    ])
    expect(() => readTransactions(reader(int32(0), int16(31), compactArray([]), compactArray([])))).toThrow('31')
  })
})

it('finds why an account was not given its password', () => {
  const result = (code: number, message: string): Buffer =>
    Buffer.concat([compactString('marsad'), int16(code), compactString(message), oneTag])
  const answer = reader(int32(0), compactArray([result(0, ''), result(58, 'too few iterations')]), noTags)
  expect(readResults(answer)).toEqual([
    { code: 0, message: '' },
    { code: 58, message: 'too few iterations' },
  ])
})
