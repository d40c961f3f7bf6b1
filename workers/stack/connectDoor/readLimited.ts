import type { Readable } from 'node:stream'

/** Reads a stream whole, or null as soon as it is longer than `most` bytes. Rejects with what the stream fails with. */
export async function readLimited(stream: Readable, most: number): Promise<Buffer | null> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of stream) {
    if (!Buffer.isBuffer(part)) throw new Error('the stream has an encoding')
    length += part.length
    if (length > most) return null
    parts.push(part)
  }
  return Buffer.concat(parts)
}
