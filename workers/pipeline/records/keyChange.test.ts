import { expect, it } from 'vitest'
import { changedKeyOf } from './keyChange'

it('tells an event that changed its content from one that changed its id, each half by its own header', () => {
  const oldKey = (text: string): Record<string, unknown> => ({ '__debezium.oldkey': Buffer.from(text) })
  const newKey = (text: string): Record<string, unknown> => ({ '__debezium.newkey': Buffer.from(text) })
  expect(changedKeyOf('c', oldKey('{"id":41}'))).toBe('id')
  expect(changedKeyOf('d', newKey('{"id":1000041}'))).toBe('id')
  expect(changedKeyOf('d', newKey('{"content_id":"97874abc-2f58-4d22-bdc9-bb90387de668"}'))).toBe('content')
  expect(changedKeyOf('d', newKey('{"content_id":null}'))).toBe('content')
  expect(changedKeyOf('d', oldKey('{"id":41}'))).toBeNull()
  expect(changedKeyOf('c', {})).toBeNull()
})
