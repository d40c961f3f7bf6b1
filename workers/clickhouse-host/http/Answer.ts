import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createBrotliCompress, createDeflate, createGzip } from 'node:zlib'
import type { Transform } from 'node:stream'
import { guardHeaders } from '../../../common/loopback/pageGuard'
import type { HttpException } from './exception'

/** Bytes of a result kept back before the head of the answer is sent, so that an early error still has its status. */
const heldBackBytes = 65_536

function compressor(accepted: string): { encoding: string; stage: Transform } | null {
  if (/\bgzip\b/.test(accepted)) return { encoding: 'gzip', stage: createGzip({ level: 3 }) }
  if (/\bbr\b/.test(accepted)) return { encoding: 'br', stage: createBrotliCompress() }
  if (/\bdeflate\b/.test(accepted)) return { encoding: 'deflate', stage: createDeflate({ level: 3 }) }
  return null
}

/** Headers that every answer to a statement has. */
export interface AnswerHead {
  readonly queryId: string
  readonly format: string
  readonly contentType: string
  readonly compress: boolean
}

/**
 * One answer on the wire.
 *
 * holding ──write past the limit──▶ sending ──▶ ended
 *    │ finish, fail: with a length and the right status
 *    ▼
 *  ended
 *
 * An error while sending is written as ClickHouse writes it since 25.11: a marked block at the end of the body, and the
 * connection ends without the last chunk, so that no reader takes the part for the whole.
 */
export class Answer {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #head: AnswerHead
  readonly #tag = randomBytes(8).toString('hex')
  #held: Uint8Array[] = []
  #heldSize = 0
  #sending: { readonly out: Transform | ServerResponse } | undefined

  constructor(request: IncomingMessage, response: ServerResponse, head: AnswerHead) {
    this.#request = request
    this.#response = response
    this.#head = head
  }

  /** Takes a piece of the result; resolves when the reader has kept up. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#sending === undefined) {
      this.#held.push(bytes)
      this.#heldSize += bytes.length
      if (this.#heldSize < heldBackBytes) return
      await this.#send(this.#begin(200, {}), this.#takeHeld())
      return
    }
    await this.#send(this.#sending.out, bytes)
  }

  /** Ends a complete answer. `summary` is X-ClickHouse-Summary where it can still be sent. */
  finish(summary: Readonly<Record<string, string>>): void {
    const sending = this.#sending
    if (sending !== undefined) {
      sending.out.end()
      return
    }
    const body = this.#takeHeld()
    const out = this.#begin(200, { 'X-ClickHouse-Summary': JSON.stringify(summary) }, body.length)
    out.end(body)
  }

  /** Ends an answer with an exception. @param last the connection is closed after it: the rest of the request is not read */
  fail(exception: HttpException, last = false): void {
    const sending = this.#sending
    if (sending === undefined) {
      this.#held = []
      const body = Buffer.from(`${exception.text}\n`, 'utf8')
      this.#response.writeHead(exception.status, {
        ...this.#common(),
        'Content-Type': 'text/plain; charset=UTF-8',
        'Content-Length': body.length,
        'X-ClickHouse-Exception-Code': exception.code,
        ...(last ? { Connection: 'close' } : {}),
      })
      this.#response.end(body, () => {
        if (last) this.#response.socket?.destroySoon()
      })
      return
    }
    const message = Buffer.from(`${exception.text}\n`, 'utf8')
    const mark = '__exception__'
    const block = Buffer.concat([
      Buffer.from(`\r\n${mark}\r\n${this.#tag}\r\n`),
      message,
      Buffer.from(`${message.length} ${this.#tag}\r\n${mark}\r\n`),
    ])
    const cut = (): void => this.#response.socket?.destroySoon()
    const { out } = sending
    if (out === this.#response) out.write(block, cut)
    else {
      out.once('end', cut)
      out.end(block)
    }
  }

  #common(): Record<string, string> {
    return {
      ...guardHeaders,
      'X-ClickHouse-Server-Display-Name': 'marsad',
      'X-ClickHouse-Query-Id': this.#head.queryId,
      'X-ClickHouse-Timezone': 'UTC',
    }
  }

  #takeHeld(): Buffer {
    const body = Buffer.concat(this.#held)
    this.#held = []
    this.#heldSize = 0
    return body
  }

  #begin(status: number, headers: Record<string, string>, length?: number): Transform | ServerResponse {
    const accepted = this.#request.headers['accept-encoding']
    const compressed = this.#head.compress && typeof accepted === 'string' && length !== 0 ? compressor(accepted) : null
    this.#response.writeHead(status, {
      ...this.#common(),
      'Content-Type': this.#head.contentType,
      'X-ClickHouse-Format': this.#head.format,
      'X-ClickHouse-Exception-Tag': this.#tag,
      ...headers,
      ...(compressed !== null
        ? { 'Content-Encoding': compressed.encoding, Vary: 'Accept-Encoding' }
        : length === undefined
          ? {}
          : { 'Content-Length': String(length) }),
    })
    let out: Transform | ServerResponse = this.#response
    if (compressed !== null) {
      const { stage } = compressed
      // A failing exception block cuts the connection itself: the pipe must not end the answer as if it were whole.
      stage.pipe(this.#response, { end: false })
      stage.once('end', () => {
        if (this.#response.socket?.destroyed !== true) this.#response.end()
      })
      this.#response.once('close', () => stage.destroy())
      out = stage
    }
    this.#sending = { out }
    return out
  }

  async #send(out: Transform | ServerResponse, bytes: Uint8Array): Promise<void> {
    if (this.#response.destroyed) throw new Error('the client went away')
    if (out.write(bytes)) return
    const gone = new AbortController()
    const onClose = (): void => gone.abort(new Error('the client went away'))
    this.#response.once('close', onClose)
    try {
      await once(out, 'drain', { signal: gone.signal })
    } finally {
      this.#response.off('close', onClose)
    }
  }
}
