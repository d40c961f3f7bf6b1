import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { containerSchema } from '../../../workers/stack/docker/engine/engineAnswers'
import { restart } from '../../../workers/stack/docker/engine/restart'
import { stopAll } from '../../../workers/stack/docker/engine/stopAll'
import { volumeImage } from '../support/engine'
import { hold, quickCheck, threeServices } from '../support/files'
import { changesOf, createStack, servicesOf, type TestStack } from '../support/stack'

const never = new AbortController().signal
let stack: TestStack

async function startedAt(service: string): Promise<number> {
  const { id } = await stack.container(service)
  return Date.parse((await stack.docker.getContainer(id).inspect()).State.StartedAt)
}
const ids = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await stack.containers()).map(({ service, id }) => [service, id]))

describe('a project of three services', () => {
  beforeEach(async () => {
    stack = await createStack(threeServices)
  })
  afterEach(() => stack.end())

  it('comes up in the order of its conditions, all healthy, and a second time does nothing', async () => {
    expect(changesOf(await stack.up())).toEqual(['create setup', 'create a', 'create b'])
    const found = await stack.containers()
    expect(found.map(({ service, state, health }) => [service, state, health]).sort()).toEqual([
      ['a', 'running', 'healthy'],
      ['b', 'running', 'healthy'],
      ['setup', 'exited', 'none'],
    ])
    const a = await stack.docker.getContainer((await stack.container('a')).id).inspect()
    const setup = await stack.docker.getContainer((await stack.container('setup')).id).inspect()
    expect(Date.parse(a.State.StartedAt)).toBeGreaterThanOrEqual(Date.parse(setup.State.FinishedAt))
    // `a` is healthy 0.3 s after its start at the earliest.
    expect((await startedAt('b')) - Date.parse(a.State.StartedAt)).toBeGreaterThanOrEqual(300)
    expect(containerSchema.parse(a).HostConfig.Memory).toBe(64 * 1024 * 1024)

    stack.events.length = 0
    expect((await stack.up()).actions).toEqual([])
    expect(stack.events).toEqual([])
  })

  it('makes only the service anew whose variable changed, and starts only the one that was killed', async () => {
    await stack.up()
    const before = await ids()
    expect(changesOf(await stack.up({ TEST_SPEED: 'slow' }))).toEqual(['recreate a'])
    const changed = await ids()
    expect(changed).toEqual({ ...before, a: changed['a'] })
    expect(changed['a']).not.toBe(before['a'])
    expect((await stack.container('a')).facts.environment.get('MODE')).toBe('slow')

    await stack.docker.getContainer(changed['a'] ?? '').kill()
    expect(changesOf(await stack.up({ TEST_SPEED: 'slow' }))).toEqual(['start a'])
    expect(await ids()).toEqual(changed)
    expect(await stack.container('a')).toMatchObject({ state: 'running', health: 'healthy' })
  })

  it('stops and starts with the same containers, and restarts one alone', async () => {
    await stack.up()
    const before = await ids()
    const project = await stack.read()
    stack.events.length = 0
    await stopAll(stack.work, stack.name, project.services, null, never)
    // What depends on others is stopped first.
    const stopped = stack.events.flatMap((event) =>
      event.kind === 'container' && event.state === 'stopped' ? [event.service] : [],
    )
    expect(stopped).toEqual(['b', 'a', 'setup'])
    expect((await stack.containers()).every(({ state }) => state === 'exited')).toBe(true)
    await stack.up()
    expect(await ids()).toEqual(before)

    const times = { a: await startedAt('a'), b: await startedAt('b') }
    await restart(stack.work, project, servicesOf(project), new Set(['a']), never)
    expect(await ids()).toEqual(before)
    expect(await startedAt('a')).toBeGreaterThan(times.a)
    expect(await startedAt('b')).toBe(times.b)
    expect(await stack.container('a')).toMatchObject({ state: 'running', health: 'healthy' })
  })

  it('goes down and keeps its volumes, unless they are to go as well', async () => {
    await stack.up()
    expect(await stack.leftovers()).toContain(`${stack.name}_default`)
    await stack.down({ volumes: false })
    expect(await stack.leftovers()).toEqual([`${stack.name}_data`])
    await stack.up()
    await stack.down({ volumes: true })
    expect(await stack.leftovers()).toEqual([])
    // Nothing to take down is no error.
    await stack.down({ volumes: true })
  })

  it('can be cancelled at any moment: down then leaves nothing, and up comes up', async () => {
    const whole = await countEvents()
    expect(whole).toBeGreaterThan(6)
    // The moments lie right after each thing that up tells, the first of them before anything is there.
    for (let moment = 0; moment < whole; moment += 2) {
      const cancel = new AbortController()
      const reason = new Error(`cancelled at ${moment}`)
      stack.events.length = 0
      const push = stack.events.push.bind(stack.events)
      stack.events.push = (...events) => {
        const length = push(...events)
        if (length > moment) cancel.abort(reason)
        return length
      }
      await expect(stack.up({}, cancel.signal)).rejects.toBe(reason)
      stack.events.push = push
      if (moment % 4 === 0) {
        await stack.up()
        expect((await stack.up()).actions).toEqual([])
      }
      await stack.down({ volumes: true })
      expect(await stack.leftovers(), `cancelled at ${moment}`).toEqual([])
    }
  })
})

async function countEvents(): Promise<number> {
  stack.events.length = 0
  await stack.up()
  const { length } = stack.events
  await stack.down({ volumes: true })
  return length
}

describe('a volume without a name', () => {
  beforeEach(async () => {
    stack = await createStack(`
services:
  a:
    image: ${volumeImage}
    command: ${hold}
    environment: { MODE: '\${TEST_SPEED:-fast}' }
    stop_grace_period: 2s
    healthcheck: ${quickCheck}
  b:
    image: ${volumeImage}
    command: ${hold}
    stop_grace_period: 2s
    depends_on: { a: { condition: service_started, restart: true } }
    networks: { default: {}, other: { aliases: [bee] } }
networks: { other: { internal: true } }
`)
  })
  afterEach(() => stack.end())

  it('is kept when its container is made anew, and whoever asks for it is restarted with that', async () => {
    await stack.up()
    const before = (await stack.container('a')).facts.mounts
    expect(before).toMatchObject([{ kind: 'volume', target: '/cache' }])
    const b = await startedAt('b')
    expect((await stack.container('b')).facts.networks).toEqual([`${stack.name}_default`, `${stack.name}_other`])
    expect(changesOf(await stack.up({ TEST_SPEED: 'slow' }))).toEqual(['recreate a', 'restart b'])
    expect((await stack.container('a')).facts.mounts).toEqual(before)
    expect(await startedAt('b')).toBeGreaterThan(b)
    expect((await stack.up({ TEST_SPEED: 'slow' })).actions).toEqual([])
  })
})
