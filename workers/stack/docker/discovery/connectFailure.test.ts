import { describe, expect, it } from 'vitest'
import { connectFailure } from './connectFailure'
import type { DockerAddress } from './dockerAddress'
import { SshFailure } from './SshAgent'

const socket: DockerAddress = { kind: 'socket', path: '/var/run/docker.sock' }
const plain: DockerAddress = { kind: 'tcp', host: 'h', port: 2375, tls: null }
const secure: DockerAddress = {
  kind: 'tcp',
  host: 'h',
  port: 2376,
  tls: { ca: '/c/ca.pem', cert: null, key: null, isVerified: true },
}
const coded = (code: string): Error => Object.assign(new Error(`it failed with ${code}`), { code })

describe('connectFailure', () => {
  it.each([
    [coded('ENOENT'), socket, 'docker_socket_missing'],
    [coded('EACCES'), socket, 'docker_permission'],
    [coded('ECONNREFUSED'), socket, 'docker_not_running'],
    [coded('ENOTFOUND'), plain, 'docker_unreachable'],
    [coded('EHOSTUNREACH'), plain, 'docker_unreachable'],
    [coded('ECONNRESET'), plain, 'docker_refused'],
    [coded('ECONNRESET'), secure, 'docker_tls'],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), secure, 'docker_tls'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), secure, 'docker_tls'],
    // A file of the certificates, not a socket.
    [coded('ENOENT'), secure, 'docker_tls'],
    [coded('EACCES'), secure, 'docker_tls'],
    [new Error('(HTTP code 400) Client sent an HTTP request to an HTTPS server.'), plain, 'docker_tls'],
    [new SshFailure('Permission denied (publickey).'), plain, 'docker_ssh'],
    [Object.assign(new Error('(HTTP code 503)'), { statusCode: 503 }), socket, 'docker_refused'],
    ['a string', socket, 'docker_refused'],
  ])('%s at %o is %s', (thrown, address, code) => {
    expect(connectFailure(thrown, address, {}).code).toBe(code)
  })

  it('names the address and whoever needs the right, and keeps the cause', () => {
    expect(connectFailure(coded('EACCES'), socket, { user: 'sara' })).toMatchObject({
      details: { address: 'unix:///var/run/docker.sock', user: 'sara' },
      cause: expect.stringContaining('it failed with EACCES') as unknown,
    })
    expect(connectFailure(Object.assign(new Error('no'), { statusCode: 403 }), socket, {}).details).toMatchObject({
      status: 403,
    })
  })
})
