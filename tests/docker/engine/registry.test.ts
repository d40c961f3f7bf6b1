/** Pulls from a registry of our own. */
import { randomBytes } from 'node:crypto'
import { finished } from 'node:stream/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PullProgress } from '../../../workers/stack/docker/engine/pullProgress'
import { observeImage } from '../../../workers/stack/docker/engine/observe'
import { pullNewer } from '../../../workers/stack/docker/pullNewer'
import { buildImage } from '../images/buildImage'
import { tinyImage } from '../support/engine'
import { failureOf } from '../support/failureOf'
import { hold } from '../support/files'
import { openLocalRegistry, type LocalRegistry } from '../support/localRegistry'
import { changesOf, createStack, type TestStack } from '../support/stack'

const megabyte = 1 << 20
/** Noise, which cannot be packed: what travels is as large as what lies there. */
const layerBytes = [4 * megabyte, 8 * megabyte]

let registry: LocalRegistry
let image: string
let stack: TestStack

beforeAll(async () => {
  registry = await openLocalRegistry()
  image = `${registry.host}/tests/two-layers:1`
  stack = await createStack(`services: { a: { image: '${image}', command: ${hold}, stop_grace_period: 1s } }`)
  const files = layerBytes.map((bytes, index) => [`noise${index}`, { text: noise(bytes) }] as const)
  const copies = files.map(([name]) => `COPY ${name} /${name}`).join('\n')
  await buildImage(
    stack.docker,
    { name: 'two-layers', dockerfile: `FROM ${tinyImage}\n${copies}\n`, files: new Map(files) },
    image,
  )
  await push()
  await forget()
})
afterEach(async () => {
  registry.shutAfter(null)
  await stack.down({ volumes: true })
  stack.events.length = 0
  await forget()
})
afterAll(async () => {
  await stack.end()
  await registry.close()
})

/** Text of as many bytes, three quarters of which are random. */
const noise = (bytes: number): string => randomBytes((bytes * 3) / 4).toString('base64')

async function push(): Promise<void> {
  const pushed = await stack.docker.getImage(image).push({ authconfig: {} })
  pushed.resume()
  await finished(pushed, { writable: false })
}

async function forget(): Promise<void> {
  if ((await observeImage(stack.docker, image)) !== null) await stack.docker.getImage(image).remove({ force: true })
}

const progress = (): PullProgress[] => stack.events.flatMap((event) => (event.kind === 'pull' ? [event.progress] : []))

describe('a pull', () => {
  it('tells how far it is, by layer and in total', async () => {
    expect(changesOf(await stack.up())).toEqual(['create a'])
    const told = progress()
    const last = told.at(-1)
    if (last === undefined) throw new Error('nothing was told')
    expect(last.image).toBe(image)
    // The layer of the small image is here already, or is the third to come.
    const fetched = last.layers.filter(({ total }) => (total ?? 0) > megabyte)
    expect(fetched).toHaveLength(layerBytes.length)
    for (const layer of last.layers) expect(layer.phase).toBe('done')
    for (const layer of fetched) expect(layer.current).toBe(layer.total)
    // What is fetched is packed: the alphabet of base64 takes six bits of eight.
    const packed = (layerBytes.reduce((sum, bytes) => sum + bytes, 0) * 3) / 4
    expect(last.total).toBeGreaterThan(0.9 * packed)
    expect(last.current).toBe(last.total)
    // On the way some of it was there and some was not.
    expect(told.some(({ current, total }) => current > 0 && current < total)).toBe(true)
    for (const { current, total } of told) expect(current).toBeLessThanOrEqual(total)
    expect(stack.events).toContainEqual({ kind: 'pulled', image })
  })

  it('of a newer image behind the same tag is told, and its container alone is made anew', async () => {
    await stack.up()
    const { services } = await stack.read()
    const never = new AbortController().signal
    expect(await pullNewer(stack.work, [...services.values()], never)).toEqual([])
    const newer = { name: 'newer', dockerfile: `FROM ${tinyImage}\nENV NEWER=yes\n`, files: new Map<string, never>() }
    const before = await observeImage(stack.docker, image)
    await buildImage(stack.docker, newer, image)
    await push()
    // Here the tag stands for the former image again, as on a machine that has not pulled since.
    const former = stack.docker.getImage(before?.id ?? '')
    const name = { repo: image.slice(0, image.lastIndexOf(':')), tag: '1' }
    await former.tag(name)
    try {
      expect(await pullNewer(stack.work, [...services.values()], never)).toEqual([image])
      expect(changesOf(await stack.up())).toEqual(['recreate a'])
    } finally {
      await former.tag(name)
      await push()
    }
  })

  it('of a tag that the registry does not have fails with its words, and nothing is made', async () => {
    const other = await createStack(
      `services: { a: { image: '${registry.host}/tests/two-layers:2', command: ${hold} } }`,
    )
    try {
      const failure = await failureOf(other.up())
      expect(failure).toMatchObject({ code: 'image_missing', details: { service: 'a' } })
      expect(failure.cause).toContain('not found')
      expect(await other.leftovers()).toEqual([])
    } finally {
      await other.end()
    }
  })

  it('fails when the registry goes away in the middle, and succeeds once it is back', async () => {
    registry.shutAfter(3 * megabyte)
    const failure = await failureOf(stack.up())
    expect(failure).toMatchObject({ code: 'image_missing', details: { image, service: 'a' } })
    expect(progress().length).toBeGreaterThan(0)
    expect(await stack.leftovers()).toEqual([])
    registry.shutAfter(null)
    expect(changesOf(await stack.up())).toEqual(['create a'])
  })

  it('can be cancelled in the middle', async () => {
    const cancel = new AbortController()
    const reason = new Error('cancelled')
    const push = stack.events.push.bind(stack.events)
    stack.events.push = (...events) => {
      if (events.some((event) => event.kind === 'pull' && event.progress.current > 0)) cancel.abort(reason)
      return push(...events)
    }
    await expect(stack.up({}, cancel.signal)).rejects.toBe(reason)
    stack.events.push = push
    expect(await stack.leftovers()).toEqual([])
    expect(changesOf(await stack.up())).toEqual(['create a'])
  })
})
