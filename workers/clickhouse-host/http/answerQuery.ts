import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { EngineFailure, type EnginePool } from '../engine/EnginePool'
import { literal } from '../sql/literal'
import { readStatement, type InsertData } from '../sql/readStatement'
import { Answer } from './Answer'
import { exception, readException, type HttpException } from './exception'
import { contentType, streamedHeader, withoutHeader } from './formats'
import { decodedBody, readHead, type Head } from './readBody'
import { preparationOf, type QueryRequest } from './readRequest'
import type { Spool } from './spool'

/** Bytes of a statement that are looked at; ClickHouse's own max_query_size is a quarter of it. */
const statementLimit = 1_048_576
/** Bytes of one INSERT's data. */
const insertLimit = 2_147_483_648

export interface HostParts {
  readonly engine: EnginePool
  readonly spool: Spool
}

/** A statement made ready for the engine; `file` holds its data and is removed afterwards. */
interface Prepared {
  readonly kind: 'ready'
  readonly sql: string
  readonly format: string
  readonly stream: boolean
  readonly inserts: boolean
  readonly reads: boolean
  readonly file: string | null
}
type Preparation = Prepared | { readonly kind: 'refused'; readonly exception: HttpException }

async function* dataOf(head: Head, sql: Buffer, start: number): AsyncGenerator<Uint8Array> {
  if (start < sql.length) yield sql.subarray(start)
  for (let rest = head.rest; rest !== null;) {
    const next = await rest.next()
    if (next.done === true) rest = null
    else yield next.value
  }
}

/** `INSERT … FORMAT x` with its data in a file: the engine reads a file, and counts its rows, in any format. */
function insertFromFile(sql: Buffer, data: InsertData, file: string): string {
  const before = sql.subarray(0, data.clause).toString('utf8')
  const settings = sql.subarray(data.clause, data.formatClause).toString('utf8')
  return `${before} FROM INFILE ${literal(file)} COMPRESSION 'none' ${settings} FORMAT ${data.format}`
}

async function prepare(
  parts: HostParts,
  request: QueryRequest,
  incoming: IncomingMessage,
  signal: AbortSignal,
): Promise<Preparation> {
  const refuse = (code: number, name: string, message: string): Preparation => ({
    kind: 'refused',
    exception: exception(code, name, message, parts.engine.version),
  })
  const body = decodedBody(incoming)
  if (body === null) return refuse(1008, 'UNSUPPORTED_MEDIA_TYPE', 'Unknown Content-Encoding of the request.')
  const head = await readHead(body, statementLimit)
  const separator = request.query !== '' && head.bytes.length > 0 ? '\n' : ''
  const sql = Buffer.concat([Buffer.from(request.query + separator, 'utf8'), head.bytes])
  const statement = readStatement(sql.toString('latin1'))
  if (statement.kind === 'empty') return refuse(62, 'SYNTAX_ERROR', 'Empty query.')
  if (statement.several) return refuse(62, 'SYNTAX_ERROR', 'Multi-statements are not allowed.')
  if (statement.touchesFiles)
    return refuse(48, 'NOT_IMPLEMENTED', 'INTO OUTFILE and FROM INFILE are not available over HTTP.')
  const reads = statement.kind === 'select'
  if (statement.data === null) {
    if (head.rest !== null) {
      return refuse(
        62,
        'SYNTAX_ERROR',
        `Max query size exceeded (can be increased with the max_query_size setting): ${statementLimit} bytes.`,
      )
    }
    const format = statement.format ?? request.defaultFormat ?? 'TabSeparated'
    const stream = reads && !request.wait && streamedHeader(format) !== null
    return { kind: 'ready', sql: sql.toString('utf8'), format, stream, inserts: false, reads, file: null }
  }
  try {
    signal.throwIfAborted()
    const { path } = await parts.spool.write(dataOf(head, sql, statement.data.start), insertLimit)
    const text = insertFromFile(sql, statement.data, path)
    return { kind: 'ready', sql: text, format: 'Null', stream: false, inserts: true, reads, file: path }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    return refuse(307, 'TOO_MANY_BYTES', `The data of one INSERT may have ${insertLimit} bytes.`)
  }
}

function summaryOf(
  statistics: { elapsedSeconds: number; rowsRead: number | null; bytesRead: number | null },
  inserts: boolean,
): Record<string, string> {
  const summary: Record<string, string> = { elapsed_ns: String(Math.round(statistics.elapsedSeconds * 1e9)) }
  if (statistics.rowsRead !== null) summary.read_rows = String(statistics.rowsRead)
  if (statistics.bytesRead !== null) summary.read_bytes = String(statistics.bytesRead)
  // The rows of the file are all written, or the statement fails.
  if (inserts && statistics.rowsRead !== null) summary.written_rows = String(statistics.rowsRead)
  return summary
}

/** Runs one statement and answers it. Never rejects: what goes wrong is an exception in the answer, or the client has gone. */
export async function answerQuery(
  parts: HostParts,
  request: QueryRequest,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { engine, spool } = parts
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('the client went away'))
  })
  const queryId = request.queryId ?? randomUUID()
  let answer = new Answer(incoming, response, {
    queryId,
    format: 'TabSeparated',
    contentType: 'text/plain',
    compress: false,
  })
  let file: string | null = null
  try {
    const prepared = await prepare(parts, request, incoming, gone.signal)
    if (prepared.kind === 'refused') {
      answer.fail(prepared.exception)
      return
    }
    file = prepared.file
    const { format } = prepared
    answer = new Answer(incoming, response, {
      queryId,
      format,
      contentType: contentType(format),
      compress: request.compress,
    })
    const header = prepared.stream ? (streamedHeader(format) ?? 0) : 0
    let pieces = 0
    const statistics = await engine.run(
      {
        preparation: preparationOf(request),
        sql: prepared.sql,
        format,
        delivery: prepared.stream ? 'stream' : 'whole',
        tag: `marsad-${randomUUID()}`,
      },
      // What writes goes on to its end: half an INSERT is worse than an unread answer.
      prepared.reads ? gone.signal : new AbortController().signal,
      async (bytes) => {
        pieces += 1
        await answer.write(pieces > 1 ? withoutHeader(bytes, header) : bytes)
      },
    )
    answer.finish(summaryOf(statistics, prepared.inserts))
  } catch (thrown) {
    if (gone.signal.aborted) return
    const text = thrown instanceof Error ? thrown.message : String(thrown)
    if (!(thrown instanceof EngineFailure)) console.error(`query ${queryId}: ${text}`)
    answer.fail(readException(text, engine.version))
  } finally {
    if (file !== null) {
      await spool.remove(file).catch((thrown: unknown) => console.error(`spool: ${String(thrown)}`))
    }
  }
}
