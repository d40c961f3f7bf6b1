/** An authority of the test's own and a certificate for this machine's loopback, made by openssl. */
import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Certificates {
  /** PEM files. `other` is an authority that signed nothing here. */
  readonly authority: string
  readonly other: string
  readonly certificate: string
  readonly key: string
  /** The server's key and chain for a JVM; and the authority as its trust. */
  readonly keystore: string
  readonly truststore: string
  readonly storePassword: string
}

const storePassword = 'changeit'
/** What a broker's, a node's and a server's certificate is asked for. */
const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:services.test'

/** The files lie in `folder` and are readable by all: Postgres runs as another user. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const at = (name: string): string => join(folder, name)
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: folder })
  const authority = async (name: string): Promise<void> => {
    const subject = ['-subj', `/CN=Marsad test ${name}`, '-days', '2', '-nodes']
    await openssl('req', '-x509', '-newkey', 'rsa:2048', ...subject, '-keyout', `${name}.key`, '-out', `${name}.crt`)
  }
  await Promise.all([authority('authority'), authority('other')])
  await openssl(
    ...['req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Marsad test server'],
    ...['-keyout', 'server.key', '-out', 'server.csr'],
  )
  await writeFile(at('names'), `${names}\nextendedKeyUsage=serverAuth,clientAuth\n`)
  await openssl(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'authority.crt', '-CAkey', 'authority.key', '-CAcreateserial'],
    ...['-days', '2', '-extfile', 'names', '-out', 'server.crt'],
  )
  await openssl(
    ...['pkcs12', '-export', '-in', 'server.crt', '-inkey', 'server.key', '-certfile', 'authority.crt'],
    ...['-passout', `pass:${storePassword}`, '-out', 'server.p12'],
  )
  await chmod(at('server.key'), 0o600)
  return {
    authority: at('authority.crt'),
    other: at('other.crt'),
    certificate: at('server.crt'),
    key: at('server.key'),
    keystore: at('server.p12'),
    truststore: at('authority.crt'),
    storePassword,
  }
}
