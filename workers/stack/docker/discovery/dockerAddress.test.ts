import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressText, parseDockerAddress, withoutPassword, type Tls } from './dockerAddress'

const tls: Tls = { ca: '/c/ca.pem', cert: null, key: null, isVerified: true }

describe('parseDockerAddress', () => {
  it.each([
    ['unix:///var/run/docker.sock', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '//./pipe/docker_engine' }],
    ['tcp://127.0.0.1:2375', { kind: 'tcp', host: '127.0.0.1', port: 2375, tls: null }],
    ['tcp://build.example', { kind: 'tcp', host: 'build.example', port: 2375, tls: null }],
    ['http://h:80', { kind: 'tcp', host: 'h', port: 80, tls: null }],
    ['10.0.0.7:4243', { kind: 'tcp', host: '10.0.0.7', port: 4243, tls: null }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375, tls: null }],
    ['https://h', { kind: 'tcp', host: 'h', port: 2376, tls: { ca: null, cert: null, key: null, isVerified: true } }],
    ['ssh://me@host', { kind: 'ssh', host: 'host', port: null, user: 'me', path: null }],
    ['ssh://host:2222/run/d.sock', { kind: 'ssh', host: 'host', port: 2222, user: null, path: '/run/d.sock' }],
  ])('%s', (text, expected) => expect(parseDockerAddress(text, null)).toEqual(expected))

  it('gives TLS to tcp, and the port that goes with it', () => {
    expect(parseDockerAddress('tcp://h', tls)).toEqual({ kind: 'tcp', host: 'h', port: 2376, tls })
    expect(parseDockerAddress('unix:///s', tls)).toEqual({ kind: 'socket', path: '/s' })
  })

  it.each([
    '',
    'unix://',
    'fd://',
    'ftp://h',
    'tcp://',
    'tcp://h:99999',
    'tcp://h/path',
    'tcp://user@h',
    'ssh://me:secret@h',
    'ssh://-oProxyCommand=x',
    'tcp://h?x=1',
    'tcp://a b',
  ])('%j is none', (text) => expect(parseDockerAddress(text, null)).toBeNull())

  it('reads what addressText writes', () => {
    const host = fc.constantFrom('h', 'build.example', '10.0.0.1', '::1', 'fe80::1')
    const port = fc.integer({ min: 1, max: 65_535 })
    fc.assert(
      fc.property(
        host,
        port,
        fc.option(fc.constantFrom('me', 'a.b')),
        fc.option(fc.constant('/run/x.sock')),
        (h, p, user, path) => {
          const tcp = { kind: 'tcp', host: h, port: p, tls: null } as const
          expect(parseDockerAddress(addressText(tcp), null)).toEqual(tcp)
          const ssh = { kind: 'ssh', host: h, port: p, user, path } as const
          expect(parseDockerAddress(addressText(ssh), null)).toEqual(ssh)
        },
      ),
    )
  })

  it('never shows a password', () => {
    expect(withoutPassword('ssh://me:secret@h:22')).toBe('ssh://me:***@h:22')
    expect(withoutPassword('tcp://h:22')).toBe('tcp://h:22')
  })
})
