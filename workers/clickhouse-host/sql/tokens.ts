/**
 * The tokens of a statement, cut where ClickHouse's own lexer cuts them (src/Parsers/Lexer.cpp): what hides from this one must not be seen
 * by the engine. Text is bytes read as latin1 reads them. Where versions of the lexer differ, the token is an `error`, which is refused.
 */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'mark' | 'error'
  /** A word in upper case, or the character itself; strings, numbers and quoted names are `literal`. */
  readonly text: string
  /** Of a word or a quoted identifier, in lower case and without its quotes; empty for all others. */
  readonly name: string
  readonly raw: string
  readonly start: number
  readonly end: number
  readonly depth: number
}

const word = /[A-Za-z_$][A-Za-z0-9_$]*/y
const number = /[0-9][A-Za-z0-9_$]*/y
const digits = /^[0-9_]+(?:[eEpP][0-9_]*)?$/
const space = /[ \t\n\r\f\v]+/y
/** UTF-8 of the spaces beyond ASCII: U+00A0, U+1680, U+180E, U+2000 to U+200D, U+2028, U+2029, U+202F, U+205F, U+2060, U+3000, U+FEFF. */
const wideSpace =
  /(?:\xc2\xa0|\xe1\x9a\x80|\xe1\xa0\x8e|\xe2\x80[\x80-\x8d\xa8\xa9\xaf]|\xe2\x81[\x9f\xa0]|\xe3\x80\x80|\xef\xbb\xbf)+/y

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : null
}

/** Null where it does not end. */
function endOfQuoted(text: string, start: number): number | null {
  const quote = text.charAt(start)
  let at = start + 1
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '\\') at += 2
    else if (char === quote && text.charAt(at + 1) === quote) at += 2
    else if (char === quote) return at + 1
    else at += 1
  }
  return null
}

/** Block comments nest. Null where it does not end. */
function endOfBlock(text: string, start: number): number | null {
  let depth = 1
  let at = start + 2
  while (at < text.length) {
    if (text.startsWith('/*', at)) {
      depth += 1
      at += 2
    } else if (text.startsWith('*/', at)) {
      depth -= 1
      at += 2
      if (depth === 0) return at
    } else at += 1
  }
  return null
}

/** Where spaces and comments end; `open` when a block comment does not. */
function endOfSpace(text: string, start: number): { at: number; open: boolean } {
  let at = start
  for (;;) {
    const after = endOf(space, text, at) ?? endOf(wideSpace, text, at)
    if (after !== null) at = after
    else if (/^(?:--|\/\/|# |#!)/.test(text.slice(at, at + 2))) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
    } else if (text.startsWith('/*', at)) {
      const end = endOfBlock(text, at)
      if (end === null) return { at, open: true }
      at = end
    } else return { at, open: false }
  }
}

/** `$tag$…$tag$`. Other text between dollars is a heredoc for some versions only: `unclear`. */
function heredoc(text: string, start: number): number | 'none' | 'unclear' {
  const second = text.indexOf('$', start + 1)
  if (second < 0) return 'none'
  const tag = text.slice(start, second + 1)
  const close = text.indexOf(tag, second + 1)
  if (/^\$[A-Za-z0-9_]*\$$/.test(tag)) return close < 0 ? 'none' : close + tag.length
  return close < 0 ? 'none' : 'unclear'
}

function unquoted(raw: string): string {
  const quote = raw.charAt(0)
  return raw
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replace(/\\(.)/gs, '$1')
    .toLowerCase()
}

/** What begins at `start`, which is no space.  */
function tokenAt(text: string, start: number): Pick<Token, 'kind' | 'end'> {
  const char = text.charAt(start)
  const open: Pick<Token, 'kind' | 'end'> = { kind: 'error', end: text.length }
  if (char === "'") {
    const end = endOfQuoted(text, start)
    return end === null ? open : { kind: 'string', end }
  }
  if (char === '"' || char === '`') {
    const end = endOfQuoted(text, start)
    return end === null ? open : { kind: 'quoted', end }
  }
  if (char === '$') {
    const end = heredoc(text, start)
    if (end === 'unclear') return open
    if (end !== 'none') return { kind: 'string', end }
  }
  const wordEnd = endOf(word, text, start)
  if (wordEnd !== null) return { kind: 'word', end: wordEnd }
  const numberEnd = endOf(number, text, start)
  if (numberEnd !== null) {
    // `.5name` is a number and a name for the engine; nobody writes it.
    const joined = text.charAt(start - 1) === '.' && !digits.test(text.slice(start, numberEnd))
    return { kind: joined ? 'error' : 'number', end: numberEnd }
  }
  return /[\x21-\x7e]/.test(char) ? { kind: 'mark', end: start + 1 } : { kind: 'error', end: start + 1 }
}

/** Cuts a text into tokens; spaces and comments are left out. Ends on every text; an `error` token may be the last one. */
export function* tokensOf(text: string): Generator<Token> {
  let at = 0
  let depth = 0
  for (;;) {
    const after = endOfSpace(text, at)
    const start = after.at
    if (start >= text.length) return
    const { kind, end } = after.open ? { kind: 'error' as const, end: text.length } : tokenAt(text, start)
    const raw = text.slice(start, end)
    const literal = kind === 'string' || kind === 'number' || kind === 'quoted'
    const name = kind === 'quoted' ? unquoted(raw) : kind === 'word' ? raw.toLowerCase() : ''
    if (raw === ')' || raw === ']' || raw === '}') depth = Math.max(0, depth - 1)
    yield { kind, text: literal ? 'literal' : kind === 'word' ? raw.toUpperCase() : raw, name, raw, start, end, depth }
    if (raw === '(' || raw === '[' || raw === '{') depth += 1
    at = end
  }
}
