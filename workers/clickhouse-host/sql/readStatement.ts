import { tokensOf, type Token } from './tokens'

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
  let ended = false
  let several = false
  let clause: number | null = null
  let previous: Token | null = null
  let inserting = false

  for (const token of tokensOf(text)) {
    if (kind === 'empty' && token.text !== ';') {
      kind = selecting.has(token.text) ? 'select' : token.text === 'INSERT' ? 'insert' : 'other'
      inserting = kind === 'insert'
    } else if (ended) {
      several = true
      break
    } else if (token.text === ';' && token.depth === 0) {
      ended = kind !== 'empty'
    } else if (token.depth === 0) {
      if (previous?.text === 'FORMAT' && token.kind === 'word') {
        format = token.raw
        if (inserting) {
          const data = { format, start: startOfData(text, token.end), formatClause: previous.start }
          return { kind, format, data: { ...data, clause: clause ?? data.formatClause }, several: false }
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
          }
        }
        if (token.text === 'SETTINGS') clause ??= token.start
        // INSERT … SELECT: a FORMAT after it is no data's format.
        if (token.text === 'SELECT' || token.text === 'WITH' || token.text === 'WATCH') inserting = false
      }
    } else if (inserting && token.depth > 0 && token.text === 'SELECT') {
      inserting = false
    }
    previous = token
  }
  return { kind, format, data: null, several }
}
