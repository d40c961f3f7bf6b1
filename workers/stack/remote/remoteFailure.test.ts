import { expect, it } from 'vitest'
import { MarsadError } from '../../../contract/errors'
import { remoteFailure } from './remoteFailure'

const asked = { service: 'postgres', address: 'db:5432', user: 'app', database: 'appdb', limitSeconds: 10 } as const
const coded = (code: string, message = 'told'): Error => Object.assign(new Error(message), { code })
const codeOf = (thrown: unknown): string => remoteFailure(thrown, asked).failure.code

it.each([
  ['remote_refused', coded('ECONNREFUSED')],
  ['remote_unreachable', coded('ENOTFOUND')],
  ['remote_unreachable', coded('ECONNRESET')],
  ['remote_timeout', coded('ETIMEDOUT')],
  ['remote_timeout', new DOMException('not within 10000 ms', 'TimeoutError')],
  ['remote_timeout', new Error('timeout expired')],
  ['remote_tls', coded('ERR_TLS_CERT_ALTNAME_INVALID')],
  ['remote_tls', coded('SELF_SIGNED_CERT_IN_CHAIN')],
  ['remote_tls', new Error('The server does not support SSL connections')],
  ['remote_sign_in', coded('28P01')],
  ['remote_sign_in', coded('516')],
  ['remote_sign_in', new Error('WRONGPASS invalid username-password pair or user is disabled.')],
  ['remote_sign_in', new Error('NOAUTH Authentication required.')],
  ['remote_database', coded('3D000')],
  ['remote_failed', new Error('something else')],
  ['remote_failed', 'no error at all'],
])('%s', (code, thrown) => {
  expect(codeOf(thrown)).toBe(code)
})

it('looks into what a client wraps: causes, last errors, several errors at once', () => {
  expect(codeOf(new Error('outer', { cause: new Error('inner', { cause: coded('ECONNREFUSED') }) }))).toBe(
    'remote_refused',
  )
  expect(codeOf(Object.assign(new Error('all failed'), { lastNodeError: new Error('WRONGPASS no') }))).toBe(
    'remote_sign_in',
  )
  expect(codeOf(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]))).toBe('remote_refused')
  const sasl = Object.assign(new Error('refused'), { name: 'KafkaJSSASLAuthenticationError' })
  expect(codeOf(Object.assign(new Error('retries'), { originalError: sasl }))).toBe('remote_sign_in')
})

it('says what, where and who, and leaves a failure that says so already', () => {
  expect(remoteFailure(coded('28P01'), asked).failure.details).toEqual({
    service: 'postgres',
    address: 'db:5432',
    user: 'app',
  })
  const own = new MarsadError('remote_no_debezium', { address: 'c:8083' })
  expect(remoteFailure(own, asked)).toBe(own)
})
