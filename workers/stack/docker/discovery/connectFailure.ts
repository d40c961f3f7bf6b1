import { MarsadError, type ErrorDetails, type Failure } from '../../../../contract/errors'
import { hasCode } from '../../../../common/hasCode'
import { addressText, type DockerAddress } from './dockerAddress'
import { SshFailure } from './SshAgent'

/** Codes of OpenSSL and of Node's check of certificates; there are many of each. */
const tlsCode =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$|HOSTNAME_|CRL_|INVALID_CA|PATH_LENGTH)/
/** What Go's HTTPS servers tell whoever talks to them without TLS. */
const wantsTls = /HTTP request to an HTTPS server/i

/** Why an address did not answer, in words for people. @param about what else their sentence needs: `from`, `user`. */
export function connectFailure(thrown: unknown, address: DockerAddress, about: ErrorDetails): Failure {
  const details = { ...about, address: addressText(address) }
  const usesTls = address.kind === 'tcp' && address.tls !== null
  const failure = (code: Parameters<typeof toFailureOf>[0], more: ErrorDetails = {}): Failure =>
    toFailureOf(code, { ...details, ...more }, thrown)
  // A file of its certificates is none.
  if (thrown instanceof MarsadError) return thrown.failure
  if (thrown instanceof SshFailure) return failure('docker_ssh')
  if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) return failure(usesTls ? 'docker_tls' : 'docker_socket_missing')
  if (hasCode(thrown, 'EACCES', 'EPERM')) return failure(usesTls ? 'docker_tls' : 'docker_permission')
  if (hasCode(thrown, 'ECONNREFUSED')) return failure('docker_not_running')
  if (hasCode(thrown, 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT')) {
    return failure('docker_unreachable')
  }
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (tlsCode.test(code) || wantsTls.test(message) || (usesTls && code === 'ECONNRESET')) return failure('docker_tls')
  const status = thrown instanceof Error && 'statusCode' in thrown ? thrown.statusCode : undefined
  return failure('docker_refused', typeof status === 'number' ? { status } : {})
}

const toFailureOf = (
  code: ConstructorParameters<typeof MarsadError>[0],
  details: ErrorDetails,
  cause: unknown,
): Failure => new MarsadError(code, details, cause).failure
