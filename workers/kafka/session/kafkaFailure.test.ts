import { describe, expect, it } from 'vitest'
import { isConcurrentTransaction, isFenced, isOffsetOutOfRange, isSignInRefused } from './kafkaFailure'

function protocolError(type: string, code: number): Error {
  return Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type, code })
}

describe('kafka failures', () => {
  it('knows a fenced producer, however wrapped', () => {
    const fenced = protocolError('INVALID_PRODUCER_EPOCH', 47)
    expect(isFenced(fenced)).toBe(true)
    expect(isFenced(new Error('wrapped', { cause: fenced }))).toBe(true)
    expect(isFenced(protocolError('KAFKAJS_UNKNOWN_ERROR_CODE', 90))).toBe(true)
    expect(isFenced(protocolError('NOT_LEADER_FOR_PARTITION', 6))).toBe(false)
    expect(isFenced('text')).toBe(false)
  })

  it('knows a transaction whose markers are being written', () => {
    expect(isConcurrentTransaction(protocolError('CONCURRENT_TRANSACTIONS', 51))).toBe(true)
    expect(isConcurrentTransaction(new Error('CONCURRENT_TRANSACTIONS'))).toBe(false)
  })

  it('knows a refused account, however wrapped', () => {
    const refused = Object.assign(new Error('SASL SCRAM SHA256 authentication failed'), {
      name: 'KafkaJSSASLAuthenticationError',
    })
    expect(isSignInRefused(refused)).toBe(true)
    expect(isSignInRefused(new Error('wrapped', { cause: refused }))).toBe(true)
    expect(isSignInRefused(protocolError('NOT_LEADER_FOR_PARTITION', 6))).toBe(false)
  })

  it('knows an offset that is gone', () => {
    expect(isOffsetOutOfRange(protocolError('OFFSET_OUT_OF_RANGE', 1))).toBe(true)
    expect(isOffsetOutOfRange(protocolError('NOT_LEADER_FOR_PARTITION', 6))).toBe(false)
  })
})
