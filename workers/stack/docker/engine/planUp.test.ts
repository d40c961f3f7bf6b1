import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ComposeProject, ComposeService, Dependency } from '../compose/project'
import { parseProject } from '../compose/readProject'
import { containerName } from './containerOptions'
import { expectedFacts } from './expectedFacts'
import { containerLabels, labelNames } from './labels'
import type { Health, ImageFacts, ObservedContainer, ObservedProject } from './observed'
import { isAwaitedToEnd, planUp, type ServiceAction, type UpAction, type UpPlan } from './planUp'

const bareImage: ImageFacts = {
  id: 'sha256:1',
  entrypoint: ['/entry'],
  command: ['serve'],
  environment: new Map([['PATH', '/bin']]),
  health: null,
  volumes: ['/cache'],
}

const read = (yaml: string): ComposeProject => parseProject(yaml, '/srv/shop/docker-compose.yml', () => undefined)

const shop = read(`
services:
  db:
    image: db:1
    container_name: pg
    environment: { MODE: fast }
    ports: ['127.0.0.1:5432:5432']
    volumes: ['data:/data']
    healthcheck: { test: [CMD, ok], interval: 1s }
  api:
    image: api:1
    depends_on: { db: { condition: service_healthy } }
volumes: { data: }
`)

const empty: ObservedProject = {
  containers: [],
  others: [],
  networks: [{ id: 'b', name: 'bridge', driver: 'bridge', internal: false, project: null }],
  volumes: [],
  images: new Map(),
}
const withImages = (project: ComposeProject, observed: ObservedProject): ObservedProject => ({
  ...observed,
  images: new Map([...project.services.values()].map(({ image }) => [image, bareImage])),
})
const servicesOf = (project: ComposeProject): ComposeService[] => [...project.services.values()]
const plan = (project: ComposeProject, observed: ObservedProject): UpPlan =>
  planUp(project, servicesOf(project), observed)

let made = 0
/** A container as the engine tells of it just after its start and a good health check. */
function container(
  project: ComposeProject,
  service: ComposeService,
  image: ImageFacts,
  change: Partial<ObservedContainer> = {},
): ObservedContainer {
  const facts = expectedFacts(project, service, image)
  const hasEnded = isAwaitedToEnd(service, servicesOf(project))
  const unnamed = image.volumes.map((target) => ({
    kind: 'volume' as const,
    source: `unnamed${++made}`,
    target,
    readOnly: false,
  }))
  return {
    id: `id${++made}`,
    name: containerName(project, service),
    service: service.name,
    number: 1,
    state: hasEnded ? 'exited' : 'running',
    health: facts.health === null ? 'none' : 'healthy',
    exitCode: 0,
    restarts: 0,
    labels: containerLabels(project, service, 1, image.id),
    facts: { ...facts, mounts: [...facts.mounts, ...unnamed] },
    ...change,
  }
}

/** The state after an action that went well. */
function apply(project: ComposeProject, observed: ObservedProject, action: UpAction): ObservedProject {
  const without = (id: string): ObservedContainer[] => observed.containers.filter((one) => one.id !== id)
  switch (action.kind) {
    case 'pull':
      return { ...observed, images: new Map([...observed.images, [action.image, bareImage]]) }
    case 'create-network': {
      const { name, driver, internal } = action.network
      const network = { id: name, name, driver: driver ?? 'bridge', internal, project: project.name }
      return { ...observed, networks: [...observed.networks, network] }
    }
    case 'create-volume':
      return { ...observed, volumes: [...observed.volumes, { name: action.volume.name, project: project.name }] }
    case 'remove':
      return { ...observed, containers: without(action.container.id) }
    case 'service': {
      const { service, change } = action
      const image = observed.images.get(service.image)
      const old = change.kind === 'create' ? null : change.container
      if (change.kind === 'create' || change.kind === 'recreate') {
        if (image === undefined) throw new Error(`made without its image: ${service.image}`)
        return { ...observed, containers: [...without(old?.id ?? ''), container(project, service, image)] }
      }
      const hasEnded = isAwaitedToEnd(service, servicesOf(project))
      const health: Health = change.container.facts.health === null ? 'none' : 'healthy'
      const now = { ...change.container, state: hasEnded ? 'exited' : 'running', exitCode: 0, health } as const
      return { ...observed, containers: [...without(change.container.id), now] }
    }
  }
}

const applyAll = (project: ComposeProject, observed: ObservedProject, actions: readonly UpAction[]): ObservedProject =>
  actions.reduce((state, action) => apply(project, state, action), observed)

const serviceActions = ({ actions }: UpPlan): ServiceAction[] => actions.filter((action) => action.kind === 'service')
const changes = (of: UpPlan): string[] =>
  serviceActions(of).map(({ service, change }) => `${change.kind} ${service.name}`)

const running = applyAll(shop, empty, plan(shop, empty).actions)

describe('planUp', () => {
  it('pulls, makes networks and volumes, then the services in their order', () => {
    expect(plan(shop, empty).actions.map(({ kind }) => kind)).toEqual([
      'pull',
      'pull',
      'create-network',
      'create-volume',
      'service',
      'service',
    ])
    expect(changes(plan(shop, empty))).toEqual(['create db', 'create api'])
    expect(serviceActions(plan(shop, empty))[1]?.after).toMatchObject([{ service: 'db', condition: 'service_healthy' }])
  })

  it('does nothing where all is as it should be', () => {
    expect(plan(shop, running)).toEqual({ failures: [], actions: [], leftAlone: [] })
  })

  it('makes only that service anew whose variable changed', () => {
    const changed = new Map(shop.services)
    const db = shop.services.get('db')
    if (db === undefined) throw new Error('no db')
    changed.set('db', { ...db, environment: new Map([['MODE', 'slow']]) })
    expect(changes(plan({ ...shop, services: changed }, running))).toEqual(['recreate db'])
  })

  it('starts only what was stopped, and waits for what is not healthy yet', () => {
    const [db, api] = running.containers
    if (db === undefined || api === undefined) throw new Error('not running')
    const stopped = { ...running, containers: [db, { ...api, state: 'exited' as const, exitCode: 137 }] }
    expect(changes(plan(shop, stopped))).toEqual(['start api'])
    const starting = { ...running, containers: [{ ...db, health: 'starting' as const }, api] }
    expect(changes(plan(shop, starting))).toEqual(['wait db'])
  })

  it('adopts a container of Docker Compose whose facts agree, and names what differs in one that is made anew', () => {
    const foreign = (change: Partial<ObservedContainer['facts']>): ObservedProject => ({
      ...running,
      containers: running.containers.map((one) => ({
        ...one,
        name: one.service === 'api' ? 'shop_api_1' : one.name,
        labels: { ...one.labels, [labelNames.configHash]: '955729e2' },
        facts: one.service === 'db' ? { ...one.facts, ...change } : one.facts,
      })),
    })
    expect(plan(shop, foreign({})).actions).toEqual([])
    const because = (change: Partial<ObservedContainer['facts']>): unknown =>
      serviceActions(plan(shop, foreign(change)))[0]?.change
    expect(because({ environment: new Map([['MODE', 'slow']]) })).toMatchObject({ because: ['environment'] })
    expect(because({ ports: ['127.0.0.1:5433->5432/tcp'], health: null })).toMatchObject({
      because: ['ports', 'health'],
    })
    expect(because({ command: ['other'], mounts: [] })).toMatchObject({ because: ['command', 'mounts'] })
  })

  it('makes anew whose image is another by now, whoever made it', () => {
    const newer = { ...running, images: new Map([...running.images, ['api:1', { ...bareImage, id: 'sha256:2' }]]) }
    expect(changes(plan(shop, newer))).toEqual(['recreate api'])
  })

  it('lets ours run on whose image is gone', () => {
    expect(plan(shop, { ...running, images: new Map() }).actions).toEqual([])
  })

  it('names a held container name, network and volume before anything else', () => {
    const held = plan(shop, {
      ...empty,
      others: [{ id: 'x', name: 'pg', project: 'elsewhere', service: 'db' }],
      networks: [{ id: 'n', name: 'shop_default', driver: 'bridge', internal: false, project: null }],
      volumes: [{ name: 'shop_data', project: 'elsewhere' }],
    })
    expect(held.actions).toEqual([])
    expect(held.failures.map(({ code, details }) => [code, details])).toEqual([
      ['container_name_taken', { name: 'pg', service: 'db', owner: 'elsewhere' }],
      ['network_name_taken', { name: 'shop_default' }],
      ['volume_name_taken', { name: 'shop_data', owner: 'elsewhere' }],
    ])
  })

  it('asks for external networks and volumes instead of making them', () => {
    const project = read(`
services: { a: { image: 'a:1', networks: [out], volumes: ['kept:/x'] } }
networks: { out: { external: true } }
volumes: { kept: { external: true, name: other_kept } }
`)
    expect(plan(project, withImages(project, empty)).failures.map(({ code, details }) => [code, details])).toEqual([
      ['network_missing', { name: 'out' }],
      ['volume_missing', { name: 'other_kept' }],
    ])
  })

  it('refuses what can never come up: an image that may not be pulled, a wait for a health that nobody checks', () => {
    const never = read(`services: { a: { image: 'a:1', pull_policy: never } }`)
    expect(plan(never, empty).failures).toMatchObject([
      { code: 'image_missing', details: { image: 'a:1', service: 'a' } },
    ])
    const blind = read(
      `services: { a: { image: 'a:1' }, b: { image: 'b:1', depends_on: { a: { condition: service_healthy } } } }`,
    )
    expect(plan(blind, withImages(blind, empty)).failures).toMatchObject([
      { code: 'container_no_health', details: { service: 'a', waiting: 'b' } },
    ])
    // Without the image nobody knows yet: it may bring a check.
    expect(plan(blind, empty).failures).toEqual([])
  })

  it('restarts with a service what asks for it, and removes second containers', () => {
    const project = read(
      `services: { a: { image: 'a:1' }, b: { image: 'b:1', depends_on: { a: { condition: service_started, restart: true } } } }`,
    )
    const up = applyAll(project, empty, plan(project, empty).actions)
    const lost = { ...up, containers: up.containers.filter(({ service }) => service === 'b') }
    expect(changes(plan(project, lost))).toEqual(['create a', 'restart b'])
    const [first] = up.containers
    if (first === undefined) throw new Error('not running')
    const twice = { ...up, containers: [{ ...first, id: 'second', name: 'second', number: 2 }, ...up.containers] }
    expect(plan(project, twice).actions).toMatchObject([{ kind: 'remove', container: { id: 'second' } }])
  })

  it('leaves containers of services alone that are not part of this start', () => {
    const only = servicesOf(shop).filter(({ name }) => name === 'db')
    expect(planUp(shop, only, running)).toMatchObject({ actions: [], leftAlone: [{ service: 'api' }] })
  })
})

const conditions = ['service_started', 'service_healthy', 'service_completed_successfully'] as const

/** Projects without a circle: a service depends on earlier ones only, but the file has them in any order. */
const projects: fc.Arbitrary<ComposeProject> = fc
  .array(
    fc.record({
      needs: fc.array(
        fc.record({ index: fc.nat(5), condition: fc.constantFrom(...conditions), restart: fc.boolean() }),
        { maxLength: 3 },
      ),
      mode: fc.constantFrom('fast', 'slow'),
      image: fc.constantFrom('x:1', 'y:1', 'z:1'),
      hasVolume: fc.boolean(),
      rank: fc.nat(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((drafts) => {
    const [template] = servicesOf(shop)
    if (template === undefined) throw new Error('no template')
    const services = drafts.map((draft, index): [ComposeService, number] => {
      const needs = new Map<string, Dependency>()
      for (const { index: other, condition, restart } of draft.needs) {
        if (other < index) needs.set(`s${other}`, { service: `s${other}`, condition, restart, required: true })
      }
      const service: ComposeService = {
        ...template,
        name: `s${index}`,
        image: draft.image,
        containerName: null,
        environment: new Map([['MODE', draft.mode]]),
        mounts: draft.hasVolume ? template.mounts : [],
        dependsOn: [...needs.values()],
      }
      return [service, draft.rank]
    })
    services.sort(([, one], [, other]) => one - other)
    return { ...shop, services: new Map(services.map(([service]) => [service.name, service])) }
  })

/** What an engine may hold of a project, however it came to be so. */
const states = (project: ComposeProject): fc.Arbitrary<ObservedProject> =>
  fc
    .record({
      isUp: fc.boolean(),
      images: fc.subarray(['x:1', 'y:1', 'z:1']),
      each: fc.array(
        fc.record({
          isThere: fc.boolean(),
          state: fc.constantFrom('created', 'running', 'paused', 'restarting', 'exited', 'dead'),
          health: fc.constantFrom('none', 'starting', 'healthy', 'unhealthy'),
          exitCode: fc.constantFrom(0, 1),
          hash: fc.constantFrom('own', 'other', 'foreign'),
          mode: fc.constantFrom('fast', 'slow'),
          count: fc.integer({ min: 1, max: 2 }),
        }),
        { minLength: 6, maxLength: 6 },
      ),
    })
    .map(({ isUp, images, each }) => {
      const containers = servicesOf(project).flatMap((service, index) => {
        const draft = each[index]
        if (draft?.isThere !== true) return []
        const whole = container(project, service, bareImage)
        const hash = { own: whole.labels[labelNames.configHash] ?? '', other: 'marsad-1-0', foreign: 'abc' }[draft.hash]
        return Array.from({ length: draft.count }, (_, number) => ({
          ...whole,
          id: `${whole.id}-${number}`,
          name: number === 0 ? whole.name : `${whole.name}${number}`,
          number: number + 1,
          state: draft.state,
          health: draft.health,
          exitCode: draft.exitCode,
          labels: { ...whole.labels, [labelNames.configHash]: hash },
          facts: { ...whole.facts, environment: new Map([...bareImage.environment, ['MODE', draft.mode]]) },
        }))
      })
      return {
        ...empty,
        containers,
        images: new Map(images.map((image) => [image, bareImage])),
        networks: isUp
          ? [{ id: 'n', name: 'shop_default', driver: 'bridge', internal: false, project: 'shop' }]
          : empty.networks,
        volumes: isUp ? [{ name: 'shop_data', project: 'shop' }] : [],
      }
    })

const cases = projects.chain((project) => states(project).map((observed) => ({ project, observed })))

describe('planUp, whatever is there', () => {
  it('carried out, leaves nothing to do', () => {
    fc.assert(
      fc.property(cases, ({ project, observed }) => {
        const first = plan(project, observed)
        expect(first.failures).toEqual([])
        // As `up` does it: an image may change what is to be done, so pulls come first and the rest is planned again.
        const pulled = applyAll(
          project,
          observed,
          first.actions.filter(({ kind }) => kind === 'pull'),
        )
        const done = applyAll(project, pulled, plan(project, pulled).actions)
        expect(plan(project, done).actions).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('has every service after what it depends on, and waits for all of that which changes', () => {
    fc.assert(
      fc.property(cases, ({ project, observed }) => {
        const actions = serviceActions(plan(project, observed))
        const order = actions.map(({ service }) => service.name)
        expect(new Set(order).size).toBe(order.length)
        for (const [index, { service, after }] of actions.entries()) {
          const changing = service.dependsOn.filter((other) => order.includes(other.service))
          expect(after).toEqual(changing)
          for (const other of after) expect(order.indexOf(other.service)).toBeLessThan(index)
        }
      }),
      { numRuns: 300 },
    )
  })
})
