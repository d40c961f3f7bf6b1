/**
 * What the HTTP side must know of a statement before the engine sees it: its kind, its FORMAT, where inline data begins.
 * A scanner of tokens, not a parser: the engine parses, and says what is wrong in its own words.
 */

export type StatementKind = 'select' | 'insert' | 'other' | 'empty'

/** The data of an INSERT. Offsets are into the scanned text. */
export interface InsertData {
  readonly format: string
  /** Where the data begins. */
  readonly start: number
  /** Where SETTINGS, FORMAT or VALUES begins: the place for `FROM INFILE`. */
  readonly clause: number
  /** Where FORMAT or VALUES begins. */
  readonly formatClause: number
}

export interface Statement {
  readonly kind: StatementKind
  /** The name after FORMAT, or null. For an INSERT with data it is the data's format. */
  readonly format: string | null
  /** Present for `INSERT … FORMAT x` and `INSERT … VALUES`. */
  readonly data: InsertData | null
  /** True when a second statement follows a semicolon. */
  readonly several: boolean
  /** True for INTO OUTFILE and FROM INFILE, which reach for files of this machine. */
  readonly touchesFiles: boolean
}

interface Token {
  /** A word in upper case, or the character itself; strings, numbers and quoted names are `literal`. */
  readonly text: string
  readonly raw: string
  readonly start: number
  readonly end: number
  readonly depth: number
}

const wordStart = /[A-Za-z_\u0080-\uffff]/
const wordPart = /[A-Za-z0-9_$\u0080-\uffff]/

function endOfQuoted(text: string, start: number): number {
  const quote = text.charAt(start)
  let at = start + 1
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '\\') at += 2
    else if (char === quote && text.charAt(at + 1) === quote) at += 2
    else if (char === quote) return at + 1
    else at += 1
  }
  return text.length
}

/** `$tag$…$tag$`: returns the end, or null when no heredoc begins here. */
function endOfHeredoc(text: string, start: number): number | null {
  const mark = /^\$[A-Za-z0-9_]*\$/.exec(text.slice(start, start + 130))?.[0]
  if (mark === undefined) return null
  const close = text.indexOf(mark, start + mark.length)
  return close < 0 ? null : close + mark.length
}

/** Comments count as space: `-- …`, `# …`, `#! …`, and nested block comments. */
function endOfSpace(text: string, start: number): number {
  let at = start
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at += 1
    const line = text.startsWith('--', at) || text.startsWith('# ', at) || text.startsWith('#!', at)
    if (line) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end + 1
    } else if (text.startsWith('/*', at)) {
      let depth = 1
      at += 2
      while (at < text.length && depth > 0) {
        if (text.startsWith('/*', at)) {
          depth += 1
          at += 2
        } else if (text.startsWith('*/', at)) {
          depth -= 1
          at += 2
        } else at += 1
      }
    } else return at
  }
}

function* tokens(text: string): Generator<Token> {
  let at = 0
  let depth = 0
  for (;;) {
    at = endOfSpace(text, at)
    if (at >= text.length) return
    const start = at
    const char = text.charAt(at)
    let kind = char
    if (char === "'" || char === '"' || char === '`') {
      at = endOfQuoted(text, at)
      kind = 'literal'
    } else if (char === '$' && endOfHeredoc(text, at) !== null) {
      at = endOfHeredoc(text, at) ?? text.length
      kind = 'literal'
    } else if (wordStart.test(char)) {
      while (at < text.length && wordPart.test(text.charAt(at))) at += 1
      kind = text.slice(start, at).toUpperCase()
    } else if (/[0-9]/.test(char)) {
      while (at < text.length && /[0-9A-Za-z_.]/.test(text.charAt(at))) at += 1
      kind = 'literal'
    } else at += 1
    if (kind === ')' || kind === ']' || kind === '}') depth = Math.max(0, depth - 1)
    yield { text: kind, raw: text.slice(start, at), start, end: at, depth }
    if (kind === '(' || kind === '[' || kind === '{') depth += 1
  }
}

const selecting = new Set(['SELECT', 'WITH', 'FROM', '('])

/** Data begins after the format's name: after spaces, and after at most one line break; a semicolon is skipped. */
function startOfData(text: string, afterName: number): number {
  const space = /^[ \t\r]*;?[ \t\r]*\n?/.exec(text.slice(afterName, afterName + 4096))
  return afterName + (space?.[0].length ?? 0)
}

/** Reads what is needed of `text`, which may end in an INSERT's data. Bytes read as latin1 do: every mark is ASCII. */
export function readStatement(text: string): Statement {
  let kind: StatementKind = 'empty'
  let format: string | null = null
  let touchesFiles = false
  let ended = false
  let several = false
  let clause: number | null = null
  let previous: Token | null = null
  let inserting = false

  for (const token of tokens(text)) {
    if (kind === 'empty' && token.text !== ';') {
      kind = selecting.has(token.text) ? 'select' : token.text === 'INSERT' ? 'insert' : 'other'
      inserting = kind === 'insert'
    } else if (ended) {
      several = true
      break
    } else if (token.text === ';' && token.depth === 0) {
      ended = kind !== 'empty'
    } else if (token.depth === 0) {
      if (previous?.text === 'FORMAT' && wordStart.test(token.raw.charAt(0))) {
        format = token.raw
        if (inserting) {
          const data = { format, start: startOfData(text, token.end), formatClause: previous.start }
          return { kind, format, data: { ...data, clause: clause ?? data.formatClause }, several: false, touchesFiles }
        }
      } else if (format !== null && token.text !== 'SETTINGS' && previous?.raw === format) {
        // `SELECT format AS x`: the word was a name, a FORMAT clause ends the statement.
        format = null
      }
      if (inserting) {
        if (token.text === 'VALUES') {
          const data = { format: 'Values', start: token.end, formatClause: token.start }
          return {
            kind,
            format: 'Values',
            data: { ...data, clause: clause ?? token.start },
            several: false,
            touchesFiles,
          }
        }
        if (token.text === 'SETTINGS') clause ??= token.start
        // INSERT … SELECT: a FORMAT after it is no data's format.
        if (token.text === 'SELECT' || token.text === 'WITH' || token.text === 'WATCH') inserting = false
      }
      if (token.text === 'OUTFILE' && previous?.text === 'INTO') touchesFiles = true
      if (token.text === 'INFILE' && previous?.text === 'FROM') touchesFiles = true
    } else if (inserting && token.depth > 0 && token.text === 'SELECT') {
      inserting = false
    }
    previous = token
  }
  return { kind, format, data: null, several, touchesFiles }
}
