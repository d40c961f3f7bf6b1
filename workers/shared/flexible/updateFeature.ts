/** The level of a feature of a whole Kafka cluster: UpdateFeatures (Kafka 2.7, KIP-584). */
import type { Broker } from 'kafkajs'
import {
  compactArray,
  compactString,
  int16,
  int32,
  noTags,
  RequestRefused,
  sendFlexible,
  type CompactReader,
} from './flexibleRequest'

const apiName = 'UpdateFeatures'
const limitMs = 10_000
const mayDowngrade = Buffer.from([1])

/**
 * Brings a feature to a level, up or down; where it has that level already nothing happens.
 * @param controller any broker of a cluster without ZooKeeper, connected: it passes the request on.
 * @returns false when the broker is too old to have features.
 * @throws RequestRefused
 */
export async function updateFeature(controller: Broker, feature: string, level: number): Promise<boolean> {
  const update = Buffer.concat([compactString(feature), int16(level), mayDowngrade, noTags])
  const body = Buffer.concat([int32(limitMs), compactArray([update]), noTags])
  const refused = await sendFlexible(controller, { apiKey: 57, apiName, body, decode: readRefusal })
  if (refused === null) return false
  if (refused !== 0) throw new RequestRefused(apiName, refused, `${feature} ${level}`)
  return true
}

/** The first error that the answer tells, of the whole or of a feature; 0: none. */
export function readRefusal(answer: CompactReader): number {
  answer.int32()
  const whole = answer.int16()
  answer.string()
  const each = answer.array((entry) => {
    entry.string()
    const code = entry.int16()
    entry.string()
    entry.tags()
    return code
  })
  return [whole, ...each].find((code) => code !== 0) ?? 0
}
