import { expect, it } from 'vitest'
import type { Candidate } from '../discovery/listCandidates'
import { shellCommand } from './shellCommand'

const usual: Candidate = {
  address: { kind: 'socket', path: '/var/run/docker.sock' },
  reason: { kind: 'usual', product: 'Docker' },
}
const environment = new Map([
  ['POSTGRES_USER', 'app'],
  ['POSTGRES_DB', 'appdb'],
  ['POSTGRES_PASSWORD', 'app-secret'],
  ['CLICKHOUSE_USER', 'ch'],
  ['CLICKHOUSE_PASSWORD', 'ch-secret'],
])
const line = (service: string, containerName: string, candidate = usual, isPodman = false): string =>
  shellCommand({ service, containerName, environment }, candidate, isPodman)

it.each([
  ['postgres', 'pg', 'docker exec -it pg psql -U app -d appdb'],
  ['redis', 'redis', 'docker exec -it redis redis-cli'],
  ['clickhouse', 'marsad-clickhouse-1', 'docker exec -it marsad-clickhouse-1 clickhouse-client --user ch --password'],
  ['kafka', 'marsad-kafka-1', 'docker exec -it marsad-kafka-1 bash'],
  ['connect', 'marsad-connect-1', 'docker exec -it marsad-connect-1 bash'],
  ['kafka-ui', 'marsad-kafka-ui-1', 'docker exec -it marsad-kafka-ui-1 sh'],
])('%s in %s: %s', (service, name, wanted) => {
  expect(line(service, name)).toBe(wanted)
})

it('has the images’ own names for what no variable names', () => {
  const bare = (service: string): string =>
    shellCommand({ service, containerName: 'c', environment: new Map() }, usual, false)
  expect(bare('postgres')).toBe('docker exec -it c psql -U postgres -d postgres')
  expect(bare('clickhouse')).toBe('docker exec -it c clickhouse-client --user default --password')
})

it.each<[Candidate, string]>([
  [
    {
      address: { kind: 'socket', path: '/run/user/1000/docker.sock' },
      reason: { kind: 'usual', product: 'rootless Docker' },
    },
    'docker -H unix:///run/user/1000/docker.sock',
  ],
  [
    { address: { kind: 'socket', path: '//./pipe/docker_engine' }, reason: { kind: 'usual', product: 'Docker' } },
    'docker',
  ],
  [{ address: { kind: 'socket', path: '/var/run/docker.sock' }, reason: { kind: 'DOCKER_HOST' } }, 'docker'],
  [
    { address: { kind: 'socket', path: '/tmp/it’s here/d.sock' }, reason: { kind: 'DOCKER_HOST' } },
    "docker -H 'unix:///tmp/it’s here/d.sock'",
  ],
  [
    { address: { kind: 'socket', path: "/tmp/a'b" }, reason: { kind: 'DOCKER_HOST' } },
    `docker -H 'unix:///tmp/a'\\''b'`,
  ],
  [
    { address: { kind: 'ssh', host: 'box', port: 2222, user: 'me', path: null }, reason: { kind: 'DOCKER_HOST' } },
    'docker -H ssh://me@box:2222',
  ],
  [
    {
      address: { kind: 'ssh', host: 'box', port: null, user: null, path: null },
      reason: { kind: 'DOCKER_CONTEXT', context: 'far away' },
    },
    "docker --context 'far away'",
  ],
  [{ address: { kind: 'socket', path: '/x' }, reason: { kind: 'currentContext', context: 'colima' } }, 'docker'],
  [
    {
      address: {
        kind: 'tcp',
        host: 'box',
        port: 2376,
        tls: { ca: '/c/ca.pem', cert: '/c/cert.pem', key: '/c/key.pem', isVerified: true },
      },
      reason: { kind: 'DOCKER_HOST' },
    },
    'docker -H tcp://box:2376 --tlsverify --tlscacert /c/ca.pem --tlscert /c/cert.pem --tlskey /c/key.pem',
  ],
])('names the engine where it is not the terminal’s own: %j', (candidate, wanted) => {
  expect(line('redis', 'redis', candidate)).toBe(`${wanted} exec -it redis redis-cli`)
})

it('uses Podman’s command line with Podman', () => {
  const candidate: Candidate = {
    address: { kind: 'socket', path: '/run/podman/podman.sock' },
    reason: { kind: 'usual', product: 'Podman' },
  }
  expect(line('redis', 'redis', candidate, true)).toBe(
    'podman --url unix:///run/podman/podman.sock exec -it redis redis-cli',
  )
})

it('holds no password', () => {
  for (const service of ['postgres', 'clickhouse', 'redis', 'kafka', 'connect', 'kafka-ui']) {
    expect(line(service, 'c')).not.toContain('secret')
  }
})
