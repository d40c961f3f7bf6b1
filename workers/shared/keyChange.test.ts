import { expect, it } from 'vitest'
import { keyChangeOf } from './keyChange'

it('tells an event that changed its content from one that changed its id, each half by its own header', () => {
  const oldKey = (text: string): Record<string, unknown> => ({ '__debezium.oldkey': Buffer.from(text) })
  const newKey = (text: string): Record<string, unknown> => ({ '__debezium.newkey': Buffer.from(text) })
  expect(keyChangeOf('c', oldKey('{"id":41}'))).toEqual({ key: 'id' })
  expect(keyChangeOf('d', newKey('{"id":1000041}'))).toEqual({ key: 'id' })
  expect(keyChangeOf('d', newKey('{"content_id":"97874abc-2f58-4d22-bdc9-bb90387de668"}'))).toEqual({ key: 'content' })
  expect(keyChangeOf('d', newKey('{"content_id":null}'))).toEqual({ key: 'content' })
  expect(keyChangeOf('d', oldKey('{"id":41}'))).toBeNull()
  expect(keyChangeOf('c', {})).toBeNull()
})
