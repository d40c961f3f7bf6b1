import type { IncomingHttpHeaders } from 'node:http'
import { roles, type Role } from '../access/role'
import { identifier, literal } from '../sql/literal'

/** What a request asks for beside the statement itself. */
export interface QueryRequest {
  /** The part of the statement that came in the URL; the body follows it. */
  readonly query: string
  readonly queryId: string | null
  /** The format where the statement names none. */
  readonly defaultFormat: string | null
  readonly database: string | null
  /** Settings by name, as text. */
  readonly settings: readonly (readonly [name: string, value: string])[]
  /** Values of `{name:Type}` in the statement. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
  /** 0: may write; 1: read only; 2: read only, settings may change. */
  readonly readonly: 0 | 1 | 2
  readonly compress: boolean
  /** The whole result before the first byte of the answer, so that an error has its status. */
  readonly wait: boolean
}

export type ReadRequest =
  | { readonly kind: 'request'; readonly request: QueryRequest }
  /** `code` and `name` are ClickHouse's. */
  | { readonly kind: 'refused'; readonly code: number; readonly name: string; readonly message: string }

/** Parameters of the HTTP interface itself, not settings. */
const own = new Set([
  'query',
  'user',
  'password',
  'quota_key',
  'query_id',
  'database',
  'default_format',
  'readonly',
  'compress',
  'decompress',
  'role',
  'session_id',
  'session_timeout',
  'session_check',
  'buffer_size',
  'client_protocol_version',
  'close_session',
])

/** Settings that only a server's HTTP interface knows; the embedded engine would refuse their names. */
const httpSettings = new Set([
  'wait_end_of_query',
  'enable_http_compression',
  'http_zlib_compression_level',
  'http_response_buffer_size',
  'http_write_exception_in_output_format',
  'http_headers_progress_interval_ms',
  'send_progress_in_http_headers',
  'cancel_http_readonly_queries_on_client_close',
  'http_wait_end_of_query',
  'add_http_cors_header',
  // The host marks its statements with it.
  'log_comment',
])

/** What may stand in a header of the answer. */
const queryIdPattern = /^[\x20-\x7e]{1,256}$/
const formatPattern = /^[A-Za-z0-9_]{1,64}$/
const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/
const databasePattern = /^\P{Cc}{1,256}$/u

const isOn = (value: string | null): boolean => value === '1' || value === 'true'

function first(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}

/** `GET` may only read; a client may ask for less than it has, never for more. */
function readonlyOf(method: string, wanted: string | null): 0 | 1 | 2 {
  if (isOn(wanted)) return 1
  if (wanted === '2' || method === 'GET' || method === 'HEAD') return 2
  return 0
}

/** Reads the URL and the headers. Source: ClickHouse's manual, page on the HTTP interface. */
export function readRequest(method: string, url: URLSearchParams, headers: IncomingHttpHeaders): ReadRequest {
  const refuse = (code: number, name: string, message: string): ReadRequest => ({
    kind: 'refused',
    code,
    name,
    message,
  })
  if ((url.get('session_id') ?? '') !== '') {
    return refuse(
      48,
      'NOT_IMPLEMENTED',
      'HTTP sessions (session_id) are not kept by the embedded ClickHouse: send the settings with each query.',
    )
  }
  if (isOn(url.get('compress')) || isOn(url.get('decompress'))) {
    return refuse(
      48,
      'NOT_IMPLEMENTED',
      'ClickHouse block compression (compress, decompress) is not spoken here: use HTTP compression.',
    )
  }
  const settings: [string, string][] = []
  const parameters: [string, string][] = []
  for (const [name, value] of url) {
    if (own.has(name) || httpSettings.has(name)) continue
    if (name.startsWith('param_')) {
      const parameter = name.slice('param_'.length)
      if (!namePattern.test(parameter))
        return refuse(36, 'BAD_ARGUMENTS', 'The name of a query parameter is malformed.')
      parameters.push([parameter, value])
    } else if (namePattern.test(name)) settings.push([name, value])
    else
      return refuse(
        115,
        'UNKNOWN_SETTING',
        `Setting ${JSON.stringify(name.slice(0, 128))} is neither a builtin setting nor started with the prefix 'custom_' registered for user-defined settings`,
      )
  }
  const given = (value: string | null): string | null => (value === '' ? null : value)
  const queryId = given(url.get('query_id') ?? first(headers['x-clickhouse-query-id']))
  if (queryId !== null && !queryIdPattern.test(queryId)) {
    return refuse(36, 'BAD_ARGUMENTS', 'The query_id is malformed: it takes 1 to 256 printable characters of ASCII.')
  }
  const defaultFormat = given(first(headers['x-clickhouse-format']) ?? url.get('default_format'))
  if (defaultFormat !== null && !formatPattern.test(defaultFormat)) {
    return refuse(73, 'UNKNOWN_FORMAT', 'Unknown format: its name takes letters, digits and underscores.')
  }
  const database = given(url.get('database') ?? first(headers['x-clickhouse-database']))
  if (database !== null && !databasePattern.test(database)) {
    return refuse(36, 'BAD_ARGUMENTS', 'The name of the database is malformed.')
  }
  return {
    kind: 'request',
    request: {
      query: url.get('query') ?? '',
      queryId,
      defaultFormat,
      database,
      settings,
      parameters,
      readonly: readonlyOf(method, url.get('readonly')),
      compress: isOn(url.get('enable_http_compression')),
      wait: isOn(url.get('wait_end_of_query')),
    },
  }
}

/**
 * The statements that make a fresh session into what the request asks for, with the rights of one role. The read-only mark comes last, for it forbids the others;
 * GET's own (2) leaves settings free, as on a server.
 */
export function preparationOf(request: QueryRequest, role: Role): string[] {
  const statements = [`SET ROLE ${roles[role]}`]
  if (request.database !== null) statements.push(`USE ${identifier(request.database)}`)
  const assignments = [
    ...request.settings.map(([name, value]) => `${name} = ${literal(value)}`),
    ...request.parameters.map(([name, value]) => `${identifier(`param_${name}`)} = ${literal(value)}`),
  ]
  if (assignments.length > 0) statements.push(`SET ${assignments.join(', ')}`)
  if (request.readonly !== 0) statements.push(`SET readonly = ${request.readonly}`)
  return statements
}
