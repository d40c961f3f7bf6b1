import { expect, it } from 'vitest'
import { engineSetting } from './engineSetting'

const engine =
  "Kafka SETTINGS kafka_broker_list = '127.0.0.1:9092,b:1', kafka_group_name = 'it\\'s', kafka_num_consumers = 1"

it.each([
  ['kafka_broker_list', '127.0.0.1:9092,b:1'],
  ['kafka_group_name', "it's"],
  ['kafka_num_consumers', '1'],
  ['group_name', null],
])('%s', (name, value) => {
  expect(engineSetting(engine, name)).toBe(value)
})
