import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toFailure, type Failure } from '../../../../contract/errors'
import { enabledServices } from './enabledServices'
import type { ComposeProject } from './project'
import { parseProject, readProject } from './readProject'
import { findCircle, startOrder } from './startOrder'

const parse = (yaml: string, env: Readonly<Record<string, string>> = {}): ComposeProject =>
  parseProject(yaml, '/srv/My App/docker-compose.yml', (name) => env[name])

function failureOf(yaml: string, env: Readonly<Record<string, string>> = {}): Failure {
  try {
    parse(yaml, env)
  } catch (thrown) {
    return toFailure(thrown)
  }
  throw new Error('it was accepted')
}

describe('parseProject', () => {
  it('writes every short form out', () => {
    const project = parse(
      `
x-common: &common
  restart: on-failure:3
  environment: {A: 1, B: 'true', C: }
services:
  db:
    <<: *common
    image: \${IMAGE:-db:1.5}
    container_name: \${NAME-pg}
    command: run --flag "a b"
    ports: ['127.0.0.1:\${PORT:-5432}:5432', {target: 80, published: '\${WEB:-8080}', host_ip: '::1', protocol: udp}]
    volumes: [data:/var/lib, {type: bind, source: conf, target: /etc/db, read_only: true}]
    healthcheck: {test: exit 0, interval: 1m30s, retries: '\${TRIES:-4}'}
    mem_limit: 512m
    stop_grace_period: 20s
    ulimits: {nofile: 100, nproc: {soft: 1, hard: 2}}
  web:
    image: web
    environment: [A=x=y, B, C=]
    depends_on: {db: {condition: service_healthy, restart: true}}
    networks: {front: {aliases: [www]}, default: }
    healthcheck: {disable: true}
    labels: [a=b, c]
    profiles: [tools]
networks:
  front: {name: outer, external: true}
volumes:
  data:
`,
      { B: 'from outside' },
    )
    expect(project).toMatchObject({ name: 'myapp', unsetVariables: [] })
    expect(project.services.get('db')).toEqual({
      name: 'db',
      line: 6,
      image: 'db:1.5',
      pullPolicy: 'missing',
      containerName: 'pg',
      hostname: null,
      user: null,
      workingDir: null,
      init: false,
      command: ['run', '--flag', 'a b'],
      entrypoint: null,
      environment: new Map([
        ['A', '1'],
        ['B', 'true'],
      ]),
      labels: new Map(),
      ports: [
        { containerPort: 5432, protocol: 'tcp', hostPort: 5432, hostAddress: '127.0.0.1', line: 11 },
        { containerPort: 80, protocol: 'udp', hostPort: 8080, hostAddress: '::1', line: 11 },
      ],
      mounts: [
        { kind: 'volume', source: 'data', target: '/var/lib', readOnly: false },
        { kind: 'bind', source: '/srv/My App/conf', target: '/etc/db', readOnly: true },
      ],
      networks: new Map([['default', []]]),
      dependsOn: [],
      healthcheck: {
        kind: 'own',
        test: ['CMD-SHELL', 'exit 0'],
        intervalMs: 90_000,
        timeoutMs: null,
        startPeriodMs: null,
        retries: 4,
      },
      restart: { kind: 'on-failure', most: 3 },
      stopSignal: null,
      stopGraceMs: 20_000,
      memoryBytes: 536_870_912,
      cpus: null,
      shmBytes: null,
      ulimits: new Map([
        ['nofile', { soft: 100, hard: 100 }],
        ['nproc', { soft: 1, hard: 2 }],
      ]),
      logging: null,
      profiles: [],
    })
    const web = project.services.get('web')
    expect(web?.environment).toEqual(new Map(Object.entries({ A: 'x=y', B: 'from outside', C: '' })))
    expect(web?.networks).toEqual(
      new Map([
        ['front', ['www']],
        ['default', []],
      ]),
    )
    expect(web?.dependsOn).toEqual([{ service: 'db', condition: 'service_healthy', required: true, restart: true }])
    expect(web?.healthcheck).toEqual({ kind: 'none' })
    expect(web?.labels).toEqual(new Map(Object.entries({ a: 'b', c: '' })))
    expect(project.networks.get('front')).toMatchObject({ name: 'outer', external: true })
    expect(project.networks.get('default')).toMatchObject({ name: 'myapp_default', external: false })
    expect(project.volumes.get('data')).toMatchObject({ name: 'myapp_data' })
    expect(enabledServices(project, new Set()).map(({ name }) => name)).toEqual(['db'])
    expect(enabledServices(project, new Set(['tools'])).map(({ name }) => name)).toEqual(['db', 'web'])
  })

  it('names the project as Compose does: asked for, the environment, the file, the folder', () => {
    const yaml = 'name: of-file\nservices: {a: {image: a}}'
    expect(parse(yaml).name).toBe('of-file')
    expect(parse(yaml, { COMPOSE_PROJECT_NAME: 'of-shell' }).name).toBe('of-shell')
    expect(parseProject(yaml, '/p/c.yml', () => 'of-shell', 'asked').name).toBe('asked')
    expect(parse('services: {a: {image: a}}').name).toBe('myapp')
    expect(failureOf('name: Of File\nservices: {a: {image: a}}')).toMatchObject({
      code: 'compose_value',
      details: { line: 1, value: 'Of File' },
    })
  })

  it('tells which variables are set nowhere', () => {
    expect(parse('services: {a: {image: "a${TAG}", hostname: "x${TAG}${HOST:-h}"}}').unsetVariables).toEqual(['TAG'])
  })

  const service = (lines: string): string => `services:\n  a:\n    image: a\n${lines}`
  it.each([
    [
      'a key that only the specification knows',
      service('    privileged: true'),
      'compose_unsupported',
      4,
      'services.a.privileged',
    ],
    ['a key that nobody knows', service('    imagee: b'), 'compose_unsupported', 4, 'services.a.imagee'],
    [
      'such a key further down',
      service('    healthcheck:\n      test: x\n      start_interval: 1s'),
      'compose_unsupported',
      6,
      'services.a.healthcheck.start_interval',
    ],
    [
      'such a key at the top',
      'services:\n  a: {image: a}\nsecrets:\n  s: {file: x}',
      'compose_unsupported',
      3,
      'secrets',
    ],
    ['a value of another type', service('    ports: 80'), 'compose_schema', 4, 'services.a.ports'],
    [
      'a condition that does not exist',
      service('    depends_on:\n      b:\n        condition: healthy'),
      'compose_schema',
      6,
      'services.a.depends_on.b.condition',
    ],
    [
      'a duration without a unit',
      service('    stop_grace_period: "20"'),
      'compose_value',
      4,
      'services.a.stop_grace_period',
    ],
    [
      'a port range',
      service('    ports:\n      - 1:1\n      - 80-90:80-90'),
      'compose_value',
      6,
      'services.a.ports[1]',
    ],
    ['a restart policy that is none', service('    restart: sometimes'), 'compose_value', 4, 'services.a.restart'],
    ['a service without an image', 'services:\n  a:\n    command: x', 'compose_value', 2, 'services.a.image'],
    ['a variable that is needed', service('    user: ${WHO:?tell me}'), 'compose_variable', 4, 'services.a.user'],
    ['a brace that holds no variable', service('    command: costs ${5}'), 'compose_value', 4, 'services.a.command'],
    ['a dependency that is not there', service('    depends_on: [b]'), 'compose_reference', 2, 'services.a.depends_on'],
    ['a volume that is not there', service('    volumes: [v:/v]'), 'compose_reference', 2, 'services.a.volumes'],
    ['a network that is not there', service('    networks: [n]'), 'compose_reference', 2, 'services.a.networks'],
    [
      'a circle',
      'services:\n  a: {image: a, depends_on: [b]}\n  b: {image: b, depends_on: [a]}',
      'compose_circle',
      2,
      'services',
    ],
    ['YAML that is none', 'services:\n  a: {image: a\n', 'compose_syntax', 3, '.'],
    ['a key written twice', service('    image: b'), 'compose_syntax', 4, 'services.a'],
  ])('refuses %s, and names the line', (_what, yaml, code, line, key) => {
    expect(failureOf(yaml)).toMatchObject({ code, details: { file: '/srv/My App/docker-compose.yml', line, key } })
  })
})

describe('readProject', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marsad-compose-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('takes variables from .env, and from the environment before it', async () => {
    const file = join(folder, 'docker-compose.yml')
    await writeFile(file, 'services: {a: {image: "${A}:${B}"}}')
    await writeFile(join(folder, '.env'), 'A=of-file\nB=of-file\n')
    const project = await readProject({ file, environment: { B: 'of-shell' }, projectName: 'p' })
    expect(project.services.get('a')?.image).toBe('of-file:of-shell')
    expect(project).toMatchObject({ name: 'p', file })
  })

  it('says which file is missing', async () => {
    const file = join(folder, 'nothing.yml')
    const failure = await readProject({ file, environment: {}, projectName: null }).catch(toFailure)
    expect(failure).toMatchObject({ code: 'compose_missing', details: { path: file } })
  })
})

describe('startOrder', () => {
  const serviceNames = ['a', 'b', 'c', 'd', 'e', 'f']

  it('starts every service once, each after all that it waits for', () => {
    // Dependencies point to earlier letters only, so that there is no circle.
    const graph = fc.tuple(...serviceNames.map((_, index) => fc.subarray(serviceNames.slice(0, index))))
    fc.assert(
      fc.property(graph, fc.shuffledSubarray(serviceNames, { minLength: 6 }), (waits, order) => {
        const yaml = order
          .map((name) => `  ${name}: {image: x, depends_on: [${(waits[serviceNames.indexOf(name)] ?? []).join(', ')}]}`)
          .join('\n')
        const services = [...parse(`services:\n${yaml}`).services.values()]
        const groups = startOrder(services).map((group) => group.map(({ name }) => name))
        expect(groups.flat().sort()).toEqual(serviceNames)
        groups.forEach((group, index) => {
          const before = groups.slice(0, index).flat()
          for (const name of group)
            expect(before).toEqual(expect.arrayContaining(waits[serviceNames.indexOf(name)] ?? []))
        })
      }),
      { numRuns: 50 },
    )
  })

  it('finds a circle and tells its services in their order', () => {
    const waiting = (...names: string[]): Pick<ReturnType<typeof enabledServices>[number], 'dependsOn'> => ({
      dependsOn: names.map((service) => ({ service, condition: 'service_started', required: true, restart: false })),
    })
    expect(
      findCircle(
        new Map([
          ['x', waiting('a')],
          ['a', waiting('b')],
          ['b', waiting('c', 'd')],
          ['c', waiting()],
          ['d', waiting('a')],
        ]),
      ),
    ).toEqual(['a', 'b', 'd'])
    expect(findCircle(new Map([['a', waiting('a')]]))).toEqual(['a'])
    expect(
      findCircle(
        new Map([
          ['a', waiting('b')],
          ['b', waiting()],
        ]),
      ),
    ).toBeNull()
  })
})
