import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { IncomingMessage } from 'node:http'
import type { Readable, Transform } from 'node:stream'

/** The request's body as the client meant it: Content-Encoding undone. Null for an encoding that is not known here. */
export function decodedBody(request: IncomingMessage): Readable | null {
  const through = (stage: Transform): Readable => {
    // A cut or malformed body must reach the reader as its own error.
    request.once('error', (error) => stage.destroy(error))
    request.once('close', () => {
      if (!request.complete) stage.destroy(new Error('the client went away'))
    })
    return request.pipe(stage)
  }
  switch (request.headers['content-encoding'] ?? 'identity') {
    case 'identity':
      return request
    case 'gzip':
    case 'x-gzip':
      return through(createGunzip())
    case 'deflate':
      return through(createInflate())
    case 'br':
      return through(createBrotliDecompress())
    default:
      return null
  }
}

/** The beginning of a body, and what follows it. */
export interface Head {
  readonly bytes: Buffer
  /** Null when `bytes` is all. */
  readonly rest: AsyncIterator<Uint8Array> | null
}

/** A body of which nothing arrived for too long. */
export class BodySilent extends Error {
  constructor() {
    super('nothing of the request body arrived in time')
    this.name = 'BodySilent'
  }
}

/** A client may take long to send all of a body, but not to send some of it. */
function withinSilence(iterator: AsyncIterator<Uint8Array>, silenceMs: number): AsyncIterator<Uint8Array> {
  return {
    next: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new BodySilent()), silenceMs)
        iterator
          .next()
          .then(resolve, reject)
          .finally(() => clearTimeout(timer))
      }),
  }
}

/**
 * Reads until the end or until `limit` bytes are there.
 * @throws BodySilent, here and from `rest`, when nothing arrives for `silenceMs`
 */
export async function readHead(body: Readable, limit: number, silenceMs: number): Promise<Head> {
  const iterator = withinSilence(body.iterator({ destroyOnReturn: true }), silenceMs)
  const pieces: Uint8Array[] = []
  let size = 0
  while (size < limit) {
    const next = await iterator.next()
    if (next.done === true) return { bytes: Buffer.concat(pieces), rest: null }
    pieces.push(next.value)
    size += next.value.length
  }
  return { bytes: Buffer.concat(pieces), rest: iterator }
}
