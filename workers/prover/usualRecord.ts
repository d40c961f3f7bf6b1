/**
 * A record in the form that Debezium and the enricher give it, read from its bytes: fields are known by where they stand, so that a
 * comparison of millions makes neither text nor object of what it only hashes.
 */
import { canaryContentId } from '../../contract/pipeline'
import { ByteCursor } from './byteCursor'
import { usualInstantMs } from './instantMs'
import { hash32 } from './rowHash'
import type { DerivedFields, ReadEvent, RecordMeaning, TopicRecord } from './topicRecord'

const literal = (text: string): Buffer => Buffer.from(text)
const uuidLength = 36
const keys = {
  contentId: literal(',"content_id":'),
  userId: literal(',"user_id":'),
  eventType: literal(',"event_type":'),
  eventTs: literal(',"event_ts":'),
  durationMs: literal(',"duration_ms":'),
  device: literal(',"device":'),
}
const canary = literal(canaryContentId)
const bar = 0x7c
const equals = 0x3d
const minus = 0x2d
const zero = 0x30
/** A longer device goes to the full parser. */
const longestDevice = 512
const billion = 1_000_000_000

/** Places of the fields in `places`, two numbers each. */
const field = { contentId: 0, userId: 2, eventType: 4, durationMs: 6, device: 8, contentType: 10, lengthSeconds: 12 }

/** Reused from record to record: what it says is of the record that was read last. */
export class UsualRecord implements ReadEvent {
  readonly cursor = new ByteCursor()
  id = 0
  meaning: RecordMeaning = 'new'
  version = 0
  eventMs = 0
  private readonly places = new Int32Array(14)
  private hasDerived = false
  private seconds: number | null = null
  private pct: number | null = null
  private committedMs = 0
  private enrichedAt = 0
  private readonly text = Buffer.alloc(1_024)
  private length = 0

  /** The seven fields that both topics begin with. @param idKey with the brace before it */
  readSource(value: Buffer, idKey: Buffer): void {
    const { cursor } = this
    cursor.begin(value)
    this.hasDerived = false
    cursor.expect(idKey)
    this.id = cursor.integer()
    cursor.expect(keys.contentId)
    cursor.fixedOrNull(uuidLength)
    this.keep(field.contentId)
    cursor.expect(keys.userId)
    cursor.fixedOrNull(uuidLength)
    this.keep(field.userId)
    cursor.expect(keys.eventType)
    cursor.stringOrNull()
    this.keep(field.eventType)
    cursor.expect(keys.eventTs)
    cursor.string()
    if (cursor.fits()) this.eventMs = usualInstantMs(value, cursor.from, cursor.to)
    cursor.expect(keys.durationMs)
    cursor.integerOrNull()
    this.keep(field.durationMs)
    cursor.expect(keys.device)
    cursor.stringOrNull()
    this.keep(field.device)
  }

  /** Remembers where the value that was just read stands as the content's type, or as its length. */
  keepDerived(name: 'contentType' | 'lengthSeconds'): void {
    this.keep(field[name])
  }

  takeDerived(seconds: number | null, pct: number | null, committedMs: number, enrichedMs: number): void {
    this.hasDerived = true
    this.seconds = seconds
    this.pct = pct
    this.committedMs = committedMs
    this.enrichedAt = enrichedMs
  }

  /** Whether the record was of the usual form to its end. */
  isUsual(): boolean {
    const { cursor, id, eventMs, places } = this
    cursor.end()
    const device = (places[field.device + 1] ?? 0) - (places[field.device] ?? 0)
    return cursor.fits() && id >= 0 && !Number.isNaN(eventMs) && device <= longestDevice
  }

  get enrichedMs(): number | null {
    return this.hasDerived ? this.enrichedAt : null
  }

  isCanary(): boolean {
    const from = this.places[field.contentId] ?? -1
    if (from < 0) return false
    const { bytes } = this.cursor
    for (let index = uuidLength - 1; index >= 0; index -= 1) if (bytes[from + index] !== canary[index]) return false
    return true
  }

  /** The hash of the text that textOf (rowHash.ts) makes of the same record. */
  hash(): number {
    this.length = 0
    this.putNumber(this.id)
    this.putField(field.contentId)
    this.putField(field.userId)
    this.putField(field.eventType)
    this.put(bar)
    this.putNumber(this.eventMs)
    this.putField(field.durationMs)
    if (this.hasDerived) {
      this.putField(field.contentType)
      this.putField(field.lengthSeconds)
      this.put(bar)
      if (this.seconds !== null) this.putNumber(this.seconds)
      this.put(bar)
      if (this.pct !== null) this.putNumber(this.pct)
      this.put(bar)
      this.putNumber(this.version)
    }
    this.put(bar)
    if ((this.places[field.device] ?? -1) >= 0) {
      this.put(equals)
      this.putPlace(field.device)
    }
    return hash32(this.text.subarray(0, this.length))
  }

  record(): TopicRecord {
    const duration = this.textAt(field.durationMs)
    return {
      id: this.id,
      meaning: this.meaning,
      version: this.version,
      contentId: this.textAt(field.contentId),
      userId: this.textAt(field.userId),
      eventType: this.textAt(field.eventType),
      eventMs: this.eventMs,
      durationMs: duration === null ? null : Number(duration),
      device: this.textAt(field.device),
      derived: this.hasDerived ? this.derived() : null,
    }
  }

  private derived(): DerivedFields {
    const length = this.textAt(field.lengthSeconds)
    return {
      contentType: this.textAt(field.contentType),
      lengthSeconds: length === null ? null : Number(length),
      seconds: this.seconds,
      pct: this.pct,
      committedMs: this.committedMs,
      enrichedMs: this.enrichedAt,
    }
  }

  private keep(place: number): void {
    this.places[place] = this.cursor.from
    this.places[place + 1] = this.cursor.to
  }

  private textAt(place: number): string | null {
    const from = this.places[place] ?? -1
    return from < 0 ? null : this.cursor.bytes.toString('latin1', from, this.places[place + 1])
  }

  private put(byte: number): void {
    this.text[this.length] = byte
    this.length += 1
  }

  private putField(place: number): void {
    this.put(bar)
    this.putPlace(place)
  }

  private putPlace(place: number): void {
    const { bytes } = this.cursor
    const to = this.places[place + 1] ?? -1
    for (let from = this.places[place] ?? -1; from < to; from += 1) this.put(bytes[from] ?? 0)
  }

  /** A whole number as String() writes it. */
  private putNumber(value: number): void {
    if (value < 0) {
      this.put(minus)
      this.putNumber(-value)
      return
    }
    if (value < billion) {
      this.putDigits(value, digitsOf(value))
      return
    }
    const high = Math.floor(value / billion)
    this.putNumber(high)
    this.putDigits(value - high * billion, 9)
  }

  /** @param value below a billion */
  private putDigits(value: number, count: number): void {
    let rest = value | 0
    for (let at = this.length + count - 1; at >= this.length; at -= 1) {
      const tenth = (rest / 10) | 0
      this.text[at] = zero + rest - tenth * 10
      rest = tenth
    }
    this.length += count
  }
}

/** How many digits a whole number below a billion has. */
function digitsOf(value: number): number {
  let count = 1
  for (let limit = 10; value >= limit; limit *= 10) count += 1
  return count
}
