import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { EngineFailure, type EnginePool } from '../engine/EnginePool'
import type { Role } from '../access/role'
import { literal } from '../sql/literal'
import { readStatement, type InsertData } from '../sql/readStatement'
import { callsNothingRefused, isPath, refusalOf, takesIdentifiers } from '../sql/refusal'
import { Answer } from './Answer'
import { exception, readException, type HttpException } from './exception'
import { contentType, streamedHeader, withoutHeader } from './formats'
import { BodySilent, decodedBody, readHead, type Head } from './readBody'
import { preparationOf, type QueryRequest } from './readRequest'
import { SpoolFull, type Spool, type SpoolLimits } from './spool'

/** Bytes of a statement that are looked at; ClickHouse's own max_query_size is a quarter of it. */
const statementLimit = 1_048_576
/** Bytes of INSERTs' data: a disk must not be filled through this door. */
export const spoolLimits: SpoolLimits = { file: 2_147_483_648, total: 4_294_967_296, free: 268_435_456 }
/** A body of which nothing arrives for so long is given up: it would hold one of the connections. */
const bodySilenceMs = 30_000

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
  readonly expressions: boolean
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

const spoolMessages: Readonly<Record<SpoolFull['reason'], readonly [code: number, name: string, message: string]>> = {
  file: [307, 'TOO_MANY_BYTES', `The data of one INSERT may have ${spoolLimits.file} bytes.`],
  total: [307, 'TOO_MANY_BYTES', `The data of all INSERTs at once may have ${spoolLimits.total} bytes.`],
  free: [243, 'NOT_ENOUGH_SPACE', `The disk has less than ${spoolLimits.free} bytes free for the data of this INSERT.`],
}

async function prepare(
  parts: HostParts,
  request: QueryRequest,
  role: Role,
  incoming: IncomingMessage,
  signal: AbortSignal,
): Promise<Preparation> {
  const refuse = (code: number, name: string, message: string): Preparation => ({
    kind: 'refused',
    exception: exception(code, name, message, parts.engine.version),
  })
  const body = decodedBody(incoming)
  if (body === null) return refuse(1008, 'UNSUPPORTED_MEDIA_TYPE', 'Unknown Content-Encoding of the request.')
  const head = await readHead(body, statementLimit, bodySilenceMs)
  const separator = request.query !== '' && head.bytes.length > 0 ? '\n' : ''
  const sql = Buffer.concat([Buffer.from(request.query + separator, 'utf8'), head.bytes])
  const text = sql.toString('latin1')
  const statement = readStatement(text)
  if (statement.kind === 'empty') return refuse(62, 'SYNTAX_ERROR', 'Empty query.')
  if (statement.several) return refuse(62, 'SYNTAX_ERROR', 'Multi-statements are not allowed.')
  const { vocabulary } = parts.engine
  const refusal = refusalOf(text.slice(0, statement.data?.start), role, vocabulary)
  if (refusal !== null) return refuse(refusal.code, refusal.name, refusal.message)
  if (request.parameters.some(([, value]) => isPath(value)) && takesIdentifiers(text.slice(0, statement.data?.start))) {
    return refuse(497, 'ACCESS_DENIED', 'A parameter with the path of a file is not taken for an identifier.')
  }
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
    const sent = sql.toString('utf8')
    return { kind: 'ready', sql: sent, format, stream, inserts: false, reads, expressions: false, file: null }
  }
  const { data } = statement
  // Values are read as expressions only where all of them could be checked.
  const expressions =
    data.format === 'Values' && head.rest === null && callsNothingRefused(text.slice(data.start), vocabulary)
  try {
    signal.throwIfAborted()
    const { path } = await parts.spool.write(dataOf(head, sql, data.start))
    const insert = insertFromFile(sql, data, path)
    return { kind: 'ready', sql: insert, format: 'Null', stream: false, inserts: true, reads, expressions, file: path }
  } catch (thrown) {
    if (!(thrown instanceof SpoolFull)) throw thrown
    return refuse(...spoolMessages[thrown.reason])
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

/** What is left of a refused request's body is read and dropped, so that its client comes to read the answer. */
function drain(incoming: IncomingMessage): void {
  if (incoming.complete || incoming.destroyed) return
  incoming.socket.setTimeout(bodySilenceMs, () => incoming.socket.destroy())
  incoming.unpipe()
  incoming.resume()
}

/**
 * Runs one statement and answers it: what goes wrong is an exception in the answer, or the client has gone.
 * @throws what answering itself fails with; then the connection is of no use any more
 */
export async function answerQuery(
  parts: HostParts,
  request: QueryRequest,
  role: Role,
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
    const prepared = await prepare(parts, request, role, incoming, gone.signal)
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
        preparation: preparationOf(request, role),
        sql: prepared.sql,
        format,
        delivery: prepared.stream ? 'stream' : 'whole',
        expressions: prepared.expressions,
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
    if (thrown instanceof BodySilent) {
      answer.fail(exception(209, 'SOCKET_TIMEOUT', `Timeout exceeded: ${thrown.message}.`, engine.version), true)
      return
    }
    const text = thrown instanceof Error ? thrown.message : String(thrown)
    if (!(thrown instanceof EngineFailure)) console.error(`query ${queryId}: ${text}`)
    answer.fail(readException(text, engine.version))
  } finally {
    drain(incoming)
    if (file !== null) {
      await spool.remove(file).catch((thrown: unknown) => console.error(`spool: ${String(thrown)}`))
    }
  }
}
