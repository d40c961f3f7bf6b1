import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { MarsadError } from '../../../contract/errors'
import type { ComposeProject } from './compose/project'
import { parseProject } from './compose/readProject'
import { projectEndpoints, shownAddress } from './projectEndpoints'

const shipped = readFileSync(new URL('../../../docker-compose.yml', import.meta.url), 'utf8')
const here = { kind: 'socket', path: '/var/run/docker.sock' } as const
const elsewhere = { kind: 'ssh', host: 'build.example', port: null, user: null, path: null } as const

const project = (yaml: string, variables: Readonly<Record<string, string>> = {}): ComposeProject =>
  parseProject(yaml, '/p/docker-compose.yml', (name) => variables[name])

function failureOf(run: () => unknown): unknown {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof MarsadError) return { code: thrown.failure.code, ...thrown.failure.details }
    throw thrown
  }
  return null
}

it('reaches the shipped stack by its published ports, and lets its services find each other by name', () => {
  const endpoints = projectEndpoints(
    project(shipped, { MARSAD_POSTGRES_PORT: '15432', MARSAD_KAFKA_PORT: '19093', MARSAD_POSTGRES_PASSWORD: 'x' }),
    here,
  )
  expect(endpoints).toMatchObject({
    postgres: { host: '127.0.0.1', port: 15432, database: 'appdb', user: 'app', password: 'x' },
    kafka: { brokers: ['127.0.0.1:19093'] },
    connect: { url: 'http://127.0.0.1:8083' },
    clickhouse: { url: 'http://127.0.0.1:8123', user: 'ch', password: 'chpw' },
    redis: { nodes: [{ host: '127.0.0.1', port: 6379 }] },
    inside: { postgres: { host: 'postgres', port: 5432 }, kafka: { brokers: ['kafka:9092'] } },
  })
})

it('says which service of an engine elsewhere is published on its loopback only', () => {
  expect(failureOf(() => projectEndpoints(project(shipped), elsewhere))).toEqual({
    code: 'docker_ports',
    service: 'connect',
    address: '127.0.0.1',
  })
  const open = shipped.replaceAll('- 127.0.0.1:$', '- $')
  expect(projectEndpoints(project(open), elsewhere).postgres.host).toBe('build.example')
})

it('says which service publishes no fixed port, and which the file lacks', () => {
  const unpublished = shipped.replace(/ports:\n\s+- 127.0.0.1:\$\{MARSAD_REDIS_PORT:-6379\}:6379/, 'expose: []')
  expect(failureOf(() => projectEndpoints(project(unpublished.replace('expose: []', 'ports: [6379]')), here))).toEqual({
    code: 'docker_ports',
    service: 'redis',
  })
  expect(failureOf(() => projectEndpoints(project('services: { redis: { image: r } }'), here))).toEqual({
    code: 'compose_services',
    path: '/p/docker-compose.yml',
    names: 'postgres, kafka, connect, clickhouse',
  })
})

it('shows where a service would answer', () => {
  expect(shownAddress(project(shipped), 'kafka', here)).toEqual({ host: '127.0.0.1', port: 9092 })
  expect(shownAddress(project(shipped), 'connect', elsewhere)).toEqual({ host: '127.0.0.1', port: 8083 })
  expect(shownAddress(project('services: { redis: { image: r } }'), 'redis', here)).toBeNull()
})
