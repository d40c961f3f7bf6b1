/** A `.env` file. Source: Docker's manual, "Set environment variables", syntax of .env files. */
import { composeError, type Place } from './source'
import { interpolate, InterpolationFailure, mostText, mostTextName, type Lookup } from './interpolate'

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*[=:][^\S\n]*/
const blank = /^[^\S\n]*(?:#[^\n]*)?(?:\n|$)/
const endOfLine = /^[^\S\n]*(?:#[^\n]*)?(?:\n|$)/
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

/**
 * NAME=value lines. Unquoted values end at ` #` and have their variables filled in; so have double-quoted ones, with \n, \r, \t,
 * \" and \\; single-quoted ones are taken as they are. Quoted values may run over lines.
 * @param outer the environment, which wins over the file when it comes to filling in.
 * @throws MarsadError compose_syntax or compose_variable, with file and line.
 */
export function parseEnvFile(text: string, file: string, outer: Lookup): Map<string, string> {
  const values = new Map<string, string>()
  const place: Place = { file, path: [] }
  const lookup: Lookup = (name) => outer(name) ?? values.get(name)
  const whole = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  let rest = whole
  let reached = 1
  let characters = 0
  const skip = (length: number): void => {
    for (let end = rest.indexOf('\n'); end !== -1 && end < length; end = rest.indexOf('\n', end + 1)) reached += 1
    rest = rest.slice(length)
  }
  const keep = (name: string, value: string, line: number): void => {
    characters += value.length
    if (characters > mostText) throw composeError('compose_size', place, line, { size: mostTextName })
    values.set(name, value)
  }
  while (rest !== '') {
    const line = reached
    const empty = blank.exec(rest)?.[0]
    if (empty !== undefined && empty !== '') {
      skip(empty.length)
      continue
    }
    const found = assignment.exec(rest)
    if (found === null) throw composeError('compose_syntax', place, line, {}, new Error('no NAME=value'))
    skip(found[0].length)
    const name = found[1] ?? ''
    const quote = rest[0]
    try {
      if (quote === "'" || quote === '"') {
        const value = quoted(rest, quote)
        if (value === null) throw composeError('compose_syntax', place, line, {}, new Error('the quote is not closed'))
        skip(value.length)
        const end = endOfLine.exec(rest)?.[0]
        if (end === undefined) {
          throw composeError('compose_syntax', place, line, {}, new Error('text after the closing quote'))
        }
        skip(end.length)
        keep(name, quote === "'" ? value.inner : interpolate(unescaped(value.inner), lookup), line)
      } else {
        const raw = /^[^\n]*/.exec(rest)?.[0] ?? ''
        skip(raw.length + 1)
        keep(name, interpolate(withoutComment(raw).trim(), lookup), line)
      }
    } catch (thrown) {
      if (!(thrown instanceof InterpolationFailure)) throw thrown
      throw interpolationError(thrown, { file, path: [name] }, line)
    }
  }
  return values
}

/** An {@link InterpolationFailure} with the place where it happened. */
export function interpolationError(failure: InterpolationFailure, place: Place, line: number): Error {
  switch (failure.reason.kind) {
    case 'required': {
      const { variable, message } = failure.reason
      return composeError('compose_variable', place, line, { variable, message })
    }
    case 'malformed':
      return composeError('compose_value', place, line, { value: failure.reason.text }, failure)
    case 'long':
      return composeError('compose_size', place, line, { size: mostTextName }, failure)
  }
}

/** A comment begins at a # that is first or follows a space. */
function withoutComment(line: string): string {
  const begin = line.search(/(?:^|\s)#/)
  return begin === -1 ? line : line.slice(0, begin)
}

/** The text between the quote that opens at 0 and the one that closes it. */
function quoted(text: string, quote: string): { readonly inner: string; readonly length: number } | null {
  for (let index = 1; index < text.length; index += 1) {
    if (quote === '"' && text[index] === '\\') index += 1
    else if (text[index] === quote) return { inner: text.slice(1, index), length: index + 1 }
  }
  return null
}

/** A \$ stays a dollar sign: it is doubled, as the filling in wants it. */
function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (whole, letter: string) => (letter === '$' ? '$$' : (escapes[letter] ?? whole)))
}
