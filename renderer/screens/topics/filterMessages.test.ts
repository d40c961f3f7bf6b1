import { describe, expect, it } from 'vitest'
import type { TopicMessage } from '../../../contract/commands'
import { filterMessages, messageId } from './filterMessages'

const message = (offset: string, key: string | null, value: string | null): TopicMessage => ({
  topic: 'content.flat',
  partition: 0,
  offset,
  timestamp: 1,
  key,
  value,
})
const messages = [
  message('9', '"AB12"', '{"title":"The Long Commute"}'),
  message('8', null, '{"id":7}'),
  message('7', '"ab12"', null),
]
const offsets = (text: string) => filterMessages(messages, text).map((each) => each.offset)

describe('filterMessages', () => {
  it('finds a text in key and value alike, and a tombstone by its key', () => {
    expect(offsets('ab12')).toEqual(['9', '7'])
    expect(offsets(' long ')).toEqual(['9'])
    expect(offsets('"id":7')).toEqual(['8'])
  })

  it('shows all for an empty text', () => {
    expect(filterMessages(messages, '  ')).toBe(messages)
  })

  it('tells messages apart by topic, partition and offset', () => {
    expect(new Set(messages.map(messageId)).size).toBe(3)
    expect(messageId(message('9', null, null))).toBe('content.flat/0/9')
  })
})
