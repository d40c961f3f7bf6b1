import { expect, it } from 'vitest'
import { loopbackEndpoints } from '../../contract/loopbackEndpoints'
import { sampleAccess } from '../../contract/testing/sampleAccess'
import { defaultSettings } from '../../contract/settings'
import type { Endpoints } from '../../contract/workers'
import { followEndpoints } from './followEndpoints'

const endpoints = (kafka: number, redis: number): Endpoints =>
  loopbackEndpoints({ ...defaultSettings.ports, kafka, redis }, sampleAccess)

function setUp() {
  const told: string[] = []
  const following = followEndpoints(
    endpoints(1, 1),
    ({ kafka }) => kafka,
    ({ kafka }) => {
      const name = kafka.published
      told.push(`start ${name}`)
      return {
        name,
        close: () => {
          told.push(`close ${name}`)
          return Promise.resolve()
        },
      }
    },
  )
  return { told, following }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('restarts for a change of the part it uses, in turn, and for nothing else', async () => {
  const { told, following } = setUp()
  following.follow(endpoints(1, 2))
  expect(told).toEqual(['start 127.0.0.1:1'])
  following.follow(endpoints(2, 2))
  following.follow(endpoints(3, 2))
  await turn()
  expect(told).toEqual([
    'start 127.0.0.1:1',
    'close 127.0.0.1:1',
    'start 127.0.0.1:2',
    'close 127.0.0.1:2',
    'start 127.0.0.1:3',
  ])
  expect(following.current()?.name).toBe('127.0.0.1:3')
  await following.close()
  expect(told.at(-1)).toBe('close 127.0.0.1:3')
})

it('starts nothing more once it is closed', async () => {
  const { told, following } = setUp()
  following.follow(endpoints(2, 2))
  await following.close()
  await turn()
  expect(told).toEqual(['start 127.0.0.1:1', 'close 127.0.0.1:1'])
})
