/** ClickHouse's exceptions as its HTTP interface shows them. */

export interface HttpException {
  readonly code: number
  /** E.g. `UNKNOWN_TABLE`. */
  readonly name: string
  readonly status: number
  /** The text as ClickHouse sends it, without the line break at the end. */
  readonly text: string
}

/** Status by the name of the exception. Source: ClickHouse's own table from exception code to HTTP status; all others are 500. */
const statuses: Readonly<Record<number, readonly string[]>> = {
  400: [
    'BAD_ARGUMENTS',
    'CANNOT_COMPILE_REGEXP',
    'CANNOT_PARSE_TEXT',
    'CANNOT_PARSE_ESCAPE_SEQUENCE',
    'CANNOT_PARSE_QUOTED_STRING',
    'CANNOT_PARSE_DATE',
    'CANNOT_PARSE_DATETIME',
    'CANNOT_PARSE_NUMBER',
    'CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING',
    'CANNOT_PARSE_IPV4',
    'CANNOT_PARSE_IPV6',
    'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
    'CANNOT_PARSE_UUID',
    'DUPLICATE_COLUMN',
    'ILLEGAL_COLUMN',
    'UNKNOWN_ELEMENT_IN_AST',
    'UNKNOWN_TYPE_OF_AST_NODE',
    'THERE_IS_NO_COLUMN',
    'TOO_DEEP_AST',
    'TOO_BIG_AST',
    'UNEXPECTED_AST_STRUCTURE',
    'SYNTAX_ERROR',
    'INCORRECT_DATA',
    'TYPE_MISMATCH',
    'VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE',
  ],
  401: ['REQUIRED_PASSWORD'],
  403: ['UNKNOWN_USER', 'WRONG_PASSWORD', 'AUTHENTICATION_FAILED', 'SET_NON_GRANTED_ROLE', 'ACCESS_DENIED'],
  404: [
    'UNKNOWN_TABLE',
    'UNKNOWN_FUNCTION',
    'UNKNOWN_IDENTIFIER',
    'UNKNOWN_TYPE',
    'UNKNOWN_STORAGE',
    'UNKNOWN_DATABASE',
    'UNKNOWN_SETTING',
    'UNKNOWN_DIRECTION_OF_SORTING',
    'UNKNOWN_AGGREGATE_FUNCTION',
    'UNKNOWN_FORMAT',
    'UNKNOWN_DATABASE_ENGINE',
    'UNKNOWN_TYPE_OF_QUERY',
    'UNKNOWN_ROLE',
  ],
  408: ['TIMEOUT_EXCEEDED'],
  411: ['HTTP_LENGTH_REQUIRED'],
  413: ['QUERY_IS_TOO_LARGE'],
  415: ['UNSUPPORTED_MEDIA_TYPE'],
  501: ['NOT_IMPLEMENTED'],
  503: ['TOO_MANY_SIMULTANEOUS_QUERIES', 'SOCKET_TIMEOUT', 'CANNOT_OPEN_FILE', 'CANNOT_SCHEDULE_TASK'],
}
const statusByName = new Map(
  Object.entries(statuses).flatMap(([status, names]) => names.map((name) => [name, Number(status)] as const)),
)

/** The HTTP status that ClickHouse gives to an exception of this name. */
export function statusOf(name: string): number {
  return statusByName.get(name) ?? 500
}

/** An exception of the host's own, in ClickHouse's words. */
export function exception(code: number, name: string, message: string, version: string): HttpException {
  return {
    code,
    name,
    status: statusOf(name),
    text: `Code: ${code}. DB::Exception: ${message} (${name}) (version ${version})`,
  }
}

/**
 * Reads the engine's message `Code: N. DB::Exception: … (NAME)`. Its embedded form wraps some messages once more,
 * with the version inside: that shell is taken off. A message of another shape is an exception without a known name (1002).
 */
export function readException(message: string, version: string): HttpException {
  const wrapped =
    /^Code: (\d+)\. DB::Exception: (Code: \1\. DB::Exception: [^]*\(([A-Z0-9_]+)\)) \(version [^)]*\)\. \(\3\)$/.exec(
      message.trim(),
    )
  const plain = wrapped?.[2] ?? message.trim()
  const parts = /^Code: (\d+)\. [A-Za-z:]*Exception[^]*\(([A-Z][A-Z0-9_]+)\)$/.exec(plain)
  const code = parts?.[1]
  const name = parts?.[2]
  if (code === undefined || name === undefined) return exception(1002, 'UNKNOWN_EXCEPTION', plain, version)
  return { code: Number(code), name, status: statusOf(name), text: `${plain} (version ${version})` }
}
