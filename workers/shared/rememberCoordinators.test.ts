import { expect, test } from 'vitest'
import { kafkajsPrototype } from './kafkajsPrototype'
import { rememberCoordinators } from './rememberCoordinators'

/** A cluster of kafkajs that never connects: counts how often a broker is asked who coordinates. */
function countingCluster(): {
  find(asked: { groupId: string; coordinatorType?: number }): Promise<unknown>
  asked: string[]
} {
  const asked: string[] = []
  const any = (prototype: object): prototype is object => 'findGroupCoordinator' in prototype
  const cluster = {}
  Object.setPrototypeOf(cluster, kafkajsPrototype<object>('cluster', any))
  Object.assign(cluster, {
    retrier: (work: (bail: (thrown: unknown) => void) => unknown) =>
      work((thrown) => {
        throw thrown instanceof Error ? thrown : new Error(String(thrown))
      }),
    findGroupCoordinatorMetadata: ({ groupId }: { groupId: string }) => {
      asked.push(groupId)
      return Promise.resolve({ coordinator: { nodeId: 7 } })
    },
    findBroker: ({ nodeId }: { nodeId: number }) => Promise.resolve({ nodeId }),
  })
  return {
    asked,
    find: async (given) => {
      const find: unknown = Reflect.get(cluster, 'findGroupCoordinator')
      if (typeof find !== 'function') throw new Error('kafkajs names this otherwise')
      return (await Reflect.apply(find, cluster, [given])) as unknown
    },
  }
}

test('a transactional producer asks for each coordinator every time until mended, then once; others still every time', async () => {
  const before = countingCluster()
  for (let time = 0; time < 3; time++) await before.find({ groupId: 'id', coordinatorType: 1 })
  // When this fails, kafkajs has mended it itself and rememberCoordinators can go.
  expect(before.asked).toHaveLength(3)

  rememberCoordinators()
  const producer = countingCluster()
  for (let time = 0; time < 3; time++) {
    expect(await producer.find({ groupId: 'id', coordinatorType: 1 })).toEqual({ nodeId: 7 })
    expect(await producer.find({ groupId: 'group' })).toEqual({ nodeId: 7 })
  }
  expect(producer.asked).toEqual(['id', 'group'])

  const another = countingCluster()
  await another.find({ groupId: 'id', coordinatorType: 1 })
  expect(another.asked).toEqual(['id'])

  const consumer = countingCluster()
  for (let time = 0; time < 3; time++) await consumer.find({ groupId: 'group' })
  expect(consumer.asked).toHaveLength(3)
})
