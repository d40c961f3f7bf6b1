import { describe, expect, it } from 'vitest'
import { createContentTable } from './contentTable'

const id = '6f1c1b0e-3a44-4c5e-9a8e-0f3c2d1b0a99'

function record(changes: Record<string, unknown> = {}) {
  const value = {
    id,
    slug: 's',
    title: 'بودكاست',
    content_type: 'podcast',
    length_seconds: 60,
    publish_ts: '2026-01-01T00:00:00Z',
    __op: 'c',
    __table: 'content',
    __source_ts_ms: 1,
    __source_lsn: 1,
    ...changes,
  }
  return { key: Buffer.from(`"${id}"`), value: Buffer.from(JSON.stringify(value)) }
}

describe('content table', () => {
  it('knows the newest facts', () => {
    const table = createContentTable()
    expect(table.apply(record())).toEqual({ kind: 'known', contentId: id })
    table.apply(record({ __op: 'u', length_seconds: null }))
    expect(table.get(id)).toEqual({ contentType: 'podcast', lengthSeconds: null })
    expect(table.size).toBe(1)
  })

  it('forgets by a delete and by a tombstone', () => {
    const table = createContentTable()
    table.apply(record())
    expect(table.apply(record({ __op: 'd' }))).toEqual({ kind: 'removed', contentId: id })
    expect(table.size).toBe(0)
    table.apply(record())
    expect(table.apply({ key: Buffer.from(`"${id}"`), value: null })).toEqual({ kind: 'removed', contentId: id })
    expect(table.get(id)).toBeUndefined()
  })

  it('changes nothing for what it cannot read', () => {
    const table = createContentTable()
    table.apply(record())
    for (const bad of [
      record({ length_seconds: 'long' }),
      { key: null, value: Buffer.from('nonsense') },
      { key: null, value: null },
      { key: Buffer.from('{'), value: null },
    ])
      expect(table.apply(bad).kind).toBe('invalid')
    expect(table.size).toBe(1)
  })
})
