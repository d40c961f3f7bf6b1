import { MarsadError, type ErrorDetails } from '../../../contract/errors'
import type { ServiceName } from '../../../contract/snapshot'

/** What a failure is about. */
export interface Asked {
  readonly service: ServiceName
  /** `host:port`; several are told with commas between. */
  readonly address: string
  readonly user: string | null
  readonly database?: string
  /** How long the service had, in seconds. */
  readonly limitSeconds: number
}

const refused = new Set(['ECONNREFUSED'])
const unreachable = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL'],
  ...['ECONNRESET', 'EPIPE', 'ECONNABORTED'],
])
const late = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT'])
const tlsCode =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$|INVALID_CA$)/
/** Postgres: invalid password, no entry in pg_hba.conf, role may not sign in. ClickHouse: unknown user, wrong password, no rights. */
const signInCodes = new Set(['28P01', '28000', '192', '194', '516', '497'])
const signInWords = /^(?:WRONGPASS|NOAUTH|NOPERM)\b|SASL|not authorized/i
const noDatabase = new Set(['3D000', '81'])
const tlsWords = /does not support SSL connections/
const lateWords = /\btimeout\b|\btimed out\b/i

interface Facts {
  readonly code: string
  readonly name: string
  readonly message: string
}

/** An error and all that it holds as its causes: by `cause`, by kafkajs's and ioredis's own names, and of an AggregateError. */
function factsOf(thrown: unknown, depth = 0): Facts[] {
  if (!(thrown instanceof Error) || depth > 6) return []
  const code =
    'code' in thrown && (typeof thrown.code === 'string' || typeof thrown.code === 'number') ? thrown.code : ''
  const inner = [
    thrown.cause,
    'lastNodeError' in thrown ? thrown.lastNodeError : undefined,
    'originalError' in thrown ? thrown.originalError : undefined,
    ...(thrown instanceof AggregateError ? (thrown.errors as unknown[]) : []),
  ]
  return [
    { code: String(code), name: thrown.name, message: thrown.message },
    ...inner.flatMap((each) => factsOf(each, depth + 1)),
  ]
}

/** What a service's client threw, as what a person must know: what does not work, and where. */
export function remoteFailure(thrown: unknown, asked: Asked): MarsadError {
  if (thrown instanceof MarsadError) return thrown
  const facts = factsOf(thrown)
  const has = (codes: ReadonlySet<string>): boolean => facts.some(({ code }) => codes.has(code))
  const says = (words: RegExp): boolean => facts.some(({ message }) => words.test(message))
  const { service, address, user, database, limitSeconds } = asked
  const place: ErrorDetails = { service, address }
  if (has(noDatabase) && database !== undefined) {
    return new MarsadError('remote_database', { ...place, database }, thrown)
  }
  if (has(signInCodes) || facts.some(({ name }) => name === 'KafkaJSSASLAuthenticationError') || says(signInWords)) {
    return new MarsadError('remote_sign_in', user === null ? place : { ...place, user }, thrown)
  }
  if (facts.some(({ code }) => tlsCode.test(code)) || says(tlsWords))
    return new MarsadError('remote_tls', place, thrown)
  if (has(refused)) return new MarsadError('remote_refused', place, thrown)
  if (has(late) || facts.some(({ name }) => name === 'TimeoutError') || says(lateWords)) {
    return new MarsadError('remote_timeout', { ...place, seconds: limitSeconds }, thrown)
  }
  if (has(unreachable)) return new MarsadError('remote_unreachable', place, thrown)
  return new MarsadError('remote_failed', place, thrown)
}
