import { expect, it } from 'vitest'
import { MarsadError } from '../../../contract/errors'
import type { StepId } from '../../../contract/snapshot'
import { createServedSteps } from './servedSteps'

function setUp() {
  const story: string[] = []
  const steps = createServedSteps({
    signal: new AbortController().signal,
    step: async (id: StepId, run) => {
      story.push(`begin ${id}`)
      try {
        await run()
        story.push(`done ${id}`)
      } catch (thrown) {
        story.push(`failed ${id}`)
        throw thrown
      }
    },
  })
  const outcome = Promise.allSettled(Object.values(steps.promises))
  return { steps, story, outcome }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('begins the services once nothing is pulled any more, and ends each when it is healthy', async () => {
  const { steps, story } = setUp()
  steps.take({ kind: 'pulled', image: 'redis:7' })
  await turn()
  expect(story).toEqual(['begin images'])
  steps.take({ kind: 'volume', name: 'v', state: 'created' })
  await turn()
  expect(story.slice(1)).toEqual([
    'done images',
    'begin postgres',
    'begin kafka',
    'begin connect',
    'begin clickhouse',
    'begin redis',
  ])
  steps.take({ kind: 'container', service: 'redis', state: 'waiting' })
  steps.take({ kind: 'container', service: 'kafka-ui', state: 'reached' })
  steps.take({ kind: 'container', service: 'redis', state: 'reached' })
  await turn()
  expect(story.at(-1)).toBe('done redis')
  expect(story.filter((line) => line.startsWith('done'))).toHaveLength(2)
})

it('ends all steps when there was nothing to be done', async () => {
  const { steps, outcome } = setUp()
  steps.end()
  expect((await outcome).map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'))
})

it('fails the step of the service that is to blame, and no other', async () => {
  const { steps, story } = setUp()
  steps.fail(new MarsadError('container_exited', { service: 'kafka', code: 1 }))
  await expect(steps.promises.kafka).rejects.toThrow('container_exited')
  expect(story.filter((line) => line.startsWith('failed'))).toEqual(['failed kafka'])
})

it('fails the images where no service is named', async () => {
  const { steps, story, outcome } = setUp()
  steps.fail(new MarsadError('image_missing', { image: 'redis:7', service: 'redis, other' }))
  expect((await outcome).map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
  expect(story).toEqual(['begin images', 'failed images'])
})
