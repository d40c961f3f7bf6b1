import { expect, test } from 'vitest'
import { eventChangeSchema } from '../../../contract/pipeline'
import { cutByBytes, flatKey, flatRecord, type EventRow } from './flatWriter'

const row: EventRow = {
  id: 7,
  content_id: '00000000-0000-4000-8000-00000000000a',
  user_id: null,
  event_type: 'play',
  event_ts: '2026-11-23T21:10:16.764944Z',
  duration_ms: 1_000,
  device: 'ios',
  raw_payload: '{}',
}

test('a row becomes the record that a snapshot of the table would make of it', () => {
  const { key, value } = flatRecord(row, 'r', 29_332_880, 1_795_468_216_769)
  expect(key?.toString()).toBe('"00000000-0000-4000-8000-00000000000a"')
  expect(value.toString()).toBe(
    '{"id":7,"content_id":"00000000-0000-4000-8000-00000000000a","user_id":null,"event_type":"play",' +
      '"event_ts":"2026-11-23T21:10:16.764944Z","duration_ms":1000,"device":"ios","raw_payload":"{}",' +
      '"__op":"r","__table":"engagement_events","__source_ts_ms":1795468216769,"__source_lsn":29332880}',
  )
  expect(eventChangeSchema.safeParse(JSON.parse(value.toString())).success).toBe(true)
})

test('an event without content has the key null, as the connector writes it', () => {
  expect(flatKey(null).toString()).toBe('null')
})

test('records are cut into runs below the limit, in their order, and one that is larger goes alone', () => {
  const record = (bytes: number) => ({ key: null, value: Buffer.alloc(bytes) })
  const records = [record(100), record(100), record(900), record(100)]
  const parts = cutByBytes(records, 500)
  expect(parts.map((part) => part.map(({ value }) => value.length))).toEqual([[100, 100], [900], [100]])
  expect(parts.flat()).toEqual(records)
  expect(cutByBytes([])).toEqual([])
})
