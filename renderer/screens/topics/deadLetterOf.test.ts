import { describe, expect, it } from 'vitest'
import { deadLetterOf } from './deadLetterOf'

const letter = {
  reason: 'not_an_event',
  detail: 'event_type: not one of play',
  topic: 'engagement_events.flat',
  partition: 1,
  offset: '7',
  key_base64: null,
  value_base64: Buffer.from('{"device":"هاتف"}').toString('base64'),
  failed_ms: 1,
}
const read = (changes: object) => deadLetterOf(JSON.stringify({ ...letter, ...changes }))

describe('deadLetterOf', () => {
  it('reads the letter and the text that it holds', () => {
    expect(read({})).toMatchObject({ letter: { partition: 1, offset: '7' }, text: '{"device":"هاتف"}' })
  })

  it('has no text for bytes that are none, for no value, and for what is no base64', () => {
    expect(read({ value_base64: Buffer.from([0xff, 0x00]).toString('base64') })?.text).toBeNull()
    expect(read({ value_base64: null })?.text).toBeNull()
    expect(read({ value_base64: '*' })?.text).toBeNull()
  })

  it('is null for what the enricher did not write', () => {
    expect(deadLetterOf(null)).toBeNull()
    expect(deadLetterOf('{')).toBeNull()
    expect(read({ reason: 'bad mood' })).toBeNull()
  })
})
