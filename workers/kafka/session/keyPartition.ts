/** The partition of a key, as Kafka's Java client chooses it, so that all producers of a topic agree. */

/**
 * murmur2 over the key's bytes with the seed of Kafka's Java client, as an unsigned 31-bit number modulo `partitions`
 * (org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey).
 */
export function keyPartition(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions
}

const multiplier = 0x5bd1e995
const seed = 0x9747b28c

/** Austin Appleby's MurmurHash2, 32 bit, in 32-bit integer arithmetic. */
function murmur2(data: Uint8Array): number {
  const { length } = data
  const at = (index: number): number => data[index] ?? 0
  let hash = seed ^ length
  let index = 0
  for (; index + 4 <= length; index += 4) {
    let block = at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24)
    block = Math.imul(block, multiplier)
    block ^= block >>> 24
    block = Math.imul(block, multiplier)
    hash = Math.imul(hash, multiplier) ^ block
  }
  const rest = length - index
  if (rest >= 3) hash ^= at(index + 2) << 16
  if (rest >= 2) hash ^= at(index + 1) << 8
  if (rest >= 1) hash = Math.imul(hash ^ at(index), multiplier)
  hash ^= hash >>> 13
  hash = Math.imul(hash, multiplier)
  return hash ^ (hash >>> 15)
}
