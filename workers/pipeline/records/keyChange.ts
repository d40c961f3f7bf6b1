/**
 * Debezium tells a change of a row's key as a delete and a create, each with a header that holds the other key.
 *
 * Where that key is the id, the event of before is gone and another one is there. Connectors of before docs/decisions/0030-key-of-an-event.md
 * had the content as key: such a pair is one event that goes on living, and topics still hold some.
 */
export type ChangedKey = 'id' | 'content'

/** @param op which half of the pair it may be @param headers as kafkajs gives them @returns null for a record that is no such half */
export function changedKeyOf(op: 'c' | 'd', headers: Readonly<Record<string, unknown>>): ChangedKey | null {
  const otherKey = headers[op === 'c' ? '__debezium.oldkey' : '__debezium.newkey']
  if (otherKey === undefined) return null
  const text = Buffer.isBuffer(otherKey) ? otherKey.toString('utf8') : otherKey
  return typeof text === 'string' && /"id"\s*:/.test(text) ? 'id' : 'content'
}
