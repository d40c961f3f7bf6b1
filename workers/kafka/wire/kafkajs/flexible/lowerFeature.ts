/** The level of a feature of a whole Kafka cluster: UpdateFeatures (KIP-584) of version 1 (Kafka 3.3), as its version 0 lowers none. */
import type { Cluster } from '../kafkajs'
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
const apiVersion = 1
const safeDowngrade = Buffer.from([2])
/** Not only to be tried. */
const inEarnest = Buffer.from([0])

/**
 * Lowers a feature to a level, where nothing is lost by that; where it has that level already nothing happens.
 * Nor does anything where the broker is too old to have features.
 * @param cluster connected; without ZooKeeper any broker of it counts as its controller, and passes the request on.
 * @throws RequestRefused
 */
export async function lowerFeature(cluster: Cluster, feature: string, level: number): Promise<void> {
  const update = Buffer.concat([compactString(feature), int16(level), safeDowngrade, noTags])
  const body = Buffer.concat([int32(limitMs), compactArray([update]), inEarnest, noTags])
  // Who that is is known of its metadata only.
  await cluster.refreshMetadata()
  const controller = await cluster.findControllerBroker()
  const told = await sendFlexible(controller, { apiKey: 57, apiName, apiVersion, body, decode: readRefusal })
  if (told === null || told.code === 0) return
  const { code, message } = told
  throw new RequestRefused(apiName, code, `${feature} ${level} (${message ?? 'without a reason'})`)
}

interface Refusal {
  readonly code: number
  readonly message: string | null
}

/** The first error that the answer tells, of the whole or of a feature; code 0: none. */
export function readRefusal(answer: CompactReader): Refusal {
  answer.int32()
  const whole = { code: answer.int16(), message: answer.string() }
  const each = answer.array((entry) => {
    entry.string()
    const result = { code: entry.int16(), message: entry.string() }
    entry.tags()
    return result
  })
  return [whole, ...each].find(({ code }) => code !== 0) ?? whole
}
