/** Requests of Kafka's newer form ("flexible versions", KIP-482) that kafkajs does not know, sent over its connections. */
import type { Broker } from '../kafkajs'
import { withChangedRequest } from '../changedRequest'
import { VarintReader, writeUnsigned } from '../../varint'

/** Kafka refused a request of ours; `code` as in its protocol guide (kafkaFailure.ts tells what it means). */
export class RequestRefused extends Error {
  constructor(
    readonly type: string,
    readonly code: number,
    about: string,
  ) {
    super(`${type} for ${about} was refused: Kafka’s error ${code}`)
    this.name = 'RequestRefused'
  }
}

/** kafkajs's only request whose header is of the newer form, with room for tagged fields: others take its place. */
const carrier = 'listPartitionReassignments'

interface Carrying {
  readonly versions: Readonly<Record<number, unknown>> | null
  [carrier](asked: { topics: null }): Promise<unknown>
}

function carries(broker: Broker): broker is Broker & Carrying {
  return 'versions' in broker && carrier in broker && typeof broker[carrier] === 'function'
}

export interface FlexibleRequest<T> {
  readonly apiKey: number
  readonly apiName: string
  /** 0 unless told. */
  readonly apiVersion?: number
  /** What comes after the header. */
  readonly body: Buffer
  readonly decode: (answer: CompactReader) => T
}

/**
 * Sends a request.
 * @param broker connected
 * @returns null when the broker is too old to know the request.
 * @throws what the connection or the decoder throws.
 */
export async function sendFlexible<T>(broker: Broker, asked: FlexibleRequest<T>): Promise<T | null> {
  if (!carries(broker)) throw new Error('kafkajs has another Broker than the one that is used here')
  const { apiKey, apiName, apiVersion = 0 } = asked
  if (broker.versions?.[apiKey] === undefined) return null
  const bytes = Buffer.concat([noTags, asked.body])
  let told: { readonly value: T } | null = null
  const ours = withChangedRequest(broker, ({ request }) => ({
    request: {
      ...request,
      apiKey,
      apiName,
      apiVersion,
      encode: () => Promise.resolve({ buf: bytes, buffer: bytes }),
    },
    response: {
      decode: (answer) => {
        const reader = new CompactReader(answer)
        reader.tags()
        told = { value: asked.decode(reader) }
        return Promise.resolve(told)
      },
      parse: (decoded) => Promise.resolve(decoded),
    },
  }))
  await broker[carrier].call(ours, { topics: null })
  return taken<T>(told)
}

/** The compiler does not see that the decoder has run. */
const taken = <T>(told: { readonly value: T } | null): T | null => (told === null ? null : told.value)

/** No tagged fields. */
export const noTags = Buffer.from([0])

/** A length is written as one more than it is; 0 stands for null. */
export function compactString(text: string): Buffer {
  return compactBytes(Buffer.from(text))
}

/** As {@link compactString}, of any bytes. */
export const compactBytes = (bytes: Buffer): Buffer => Buffer.concat([unsignedVarint(bytes.length + 1), bytes])

export const compactArray = (items: readonly Buffer[]): Buffer =>
  Buffer.concat([unsignedVarint(items.length + 1), ...items])

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

export function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}

const longestVarint = 5

function unsignedVarint(value: number): Buffer {
  const bytes = Buffer.alloc(longestVarint)
  return bytes.subarray(0, writeUnsigned(bytes, 0, value))
}

/** Reads an answer from its beginning on; a RangeError where it ends too soon. */
export class CompactReader {
  private readonly reader: VarintReader
  constructor(private readonly source: Buffer) {
    this.reader = new VarintReader(source, 0)
  }

  private skip(bytes: number): number {
    const from = this.reader.at
    this.reader.at += bytes
    return from
  }

  int16(): number {
    return this.source.readInt16BE(this.skip(2))
  }

  int32(): number {
    return this.source.readInt32BE(this.skip(4))
  }

  int64(): bigint {
    return this.source.readBigInt64BE(this.skip(8))
  }

  /** A length: null stands for none. */
  private length(): number | null {
    const value = this.reader.nextUnsigned()
    if (this.reader.at > this.source.length) throw new RangeError('the answer ends within a length')
    return value === 0 ? null : value - 1
  }

  string(): string | null {
    const length = this.length()
    if (length === null) return null
    const from = this.skip(length)
    if (this.reader.at > this.source.length) throw new RangeError('the answer ends within a text')
    return this.source.toString('utf8', from, this.reader.at)
  }

  array<T>(item: (reader: this) => T): T[] {
    return Array.from({ length: this.length() ?? 0 }, () => item(this))
  }

  /** Fields that a version does not have are passed over. */
  tags(): void {
    for (let left = (this.length() ?? -1) + 1; left > 0; left -= 1) {
      this.length()
      this.skip((this.length() ?? -1) + 1)
    }
  }
}
