/** What kafkajs 2.2.4 does inside of its package, for tests that compare with it. */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** What a module of its `src` folder exports. */
export function kafkajsModule(path: string): unknown {
  const found: unknown = require(`kafkajs/src/${path}`)
  return found
}

export function fieldOf(from: unknown, name: string): unknown {
  return (typeof from === 'object' && from !== null) || typeof from === 'function' ? Reflect.get(from, name) : undefined
}

/** Calls a function of its, or a method by name. */
export function callOf(from: unknown, name: string | null, ...given: unknown[]): unknown {
  const found = name === null ? from : fieldOf(from, name)
  if (typeof found !== 'function') throw new Error(`kafkajs has no function ${name ?? ''}`)
  const result: unknown = Reflect.apply(found, from, given)
  return result
}

/** What its encoder has written. */
export function writtenBy(encoder: unknown): Buffer {
  const bytes = fieldOf(encoder, 'buffer')
  if (!Buffer.isBuffer(bytes)) throw new Error('kafkajs has another encoder')
  return bytes
}

/** A decoder of its at the beginning of these bytes. */
export function decoderOf(bytes: Buffer): unknown {
  const Decoder = kafkajsModule('protocol/decoder')
  if (typeof Decoder !== 'function') throw new Error('kafkajs has another decoder')
  const decoder: unknown = Reflect.construct(Decoder, [bytes])
  return decoder
}
