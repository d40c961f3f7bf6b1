/**
 * Compose's variables. Source: Compose specification, "Interpolation".
 *
 *   $NAME  ${NAME}                     the value, or nothing when it is unset
 *   ${NAME:-default} ${NAME-default}   the default when unset (with the colon: or empty)
 *   ${NAME:?message} ${NAME?message}   refused when unset (or empty)
 *   ${NAME:+other}   ${NAME+other}     the other when set (and not empty), else nothing
 *   $$                                 a dollar sign; so is one that no name or brace follows, as Docker Compose has it
 *
 * What stands after the operator is a template too, and is looked at only when it is used.
 */

export type Lookup = (name: string) => string | undefined

export class InterpolationFailure extends Error {
  readonly reason:
    | { readonly kind: 'malformed'; readonly text: string }
    | { readonly kind: 'required'; readonly variable: string; readonly message: string }
    /** A variable may hold another one many times, and that one too. */
    | { readonly kind: 'long' }

  constructor(reason: InterpolationFailure['reason']) {
    super(describe(reason))
    this.name = 'InterpolationFailure'
    this.reason = reason
  }
}

function describe(reason: InterpolationFailure['reason']): string {
  switch (reason.kind) {
    case 'malformed':
      return `not a variable: ${reason.text}`
    case 'required':
      return `the variable ${reason.variable} is needed: ${reason.message}`
    case 'long':
      return `over ${mostTextName} with its variables filled in`
  }
}

/** Characters that one value, and all values of a file together, may have with their variables filled in. */
export const mostText = 1024 * 1024
export const mostTextName = '1 MiB'
/** How deep defaults may be within defaults. */
const mostDepth = 20

const variable = /^[A-Za-z_][A-Za-z0-9_]*/
const operator = /^:?[-?+]/

/**
 * @param unset is told each name that stands for nothing because it is not set: Compose warns of those.
 * @throws InterpolationFailure
 */
export function interpolate(template: string, lookup: Lookup, unset: (name: string) => void = () => undefined): string {
  return fill(template, lookup, unset, 0)
}

function fill(template: string, lookup: Lookup, unset: (name: string) => void, depth: number): string {
  if (depth > mostDepth) throw malformed(template)
  let result = ''
  let rest = template
  for (;;) {
    if (result.length + rest.length > mostText) throw new InterpolationFailure({ kind: 'long' })
    const dollar = rest.indexOf('$')
    if (dollar === -1) return result + rest
    result += rest.slice(0, dollar)
    rest = rest.slice(dollar)
    if (rest.startsWith('$$')) {
      result += '$'
      rest = rest.slice(2)
    } else if (rest.startsWith('${')) {
      const end = closingBrace(rest)
      if (end === -1) throw malformed(rest)
      result += substitute(rest.slice(2, end), lookup, unset, depth)
      rest = rest.slice(end + 1)
    } else {
      const name = variable.exec(rest.slice(1))?.[0]
      result += name === undefined ? '$' : valueOrNothing(name, lookup, unset)
      rest = rest.slice(1 + (name?.length ?? 0))
    }
  }
}

/** Where the brace that opens at 1 closes; inner `${…}` have braces of their own. -1 when it does not. */
function closingBrace(text: string): number {
  let depth = 0
  for (let index = 0; index < text.length; index += 1) {
    if (text.startsWith('$$', index)) index += 1
    else if (text.startsWith('${', index)) {
      depth += 1
      index += 1
    } else if (text[index] === '}') {
      depth -= 1
      if (depth === 0) return index
    }
  }
  return -1
}

function substitute(inner: string, lookup: Lookup, unset: (name: string) => void, depth: number): string {
  const name = variable.exec(inner)?.[0]
  if (name === undefined) throw malformed(`\${${inner}}`)
  const rest = inner.slice(name.length)
  if (rest === '') return valueOrNothing(name, lookup, unset)
  const sign = operator.exec(rest)?.[0]
  if (sign === undefined) throw malformed(`\${${inner}}`)
  const value = lookup(name)
  const isThere = value !== undefined && !(sign.startsWith(':') && value === '')
  const argument = (): string => fill(rest.slice(sign.length), lookup, unset, depth + 1)
  switch (sign.at(-1)) {
    case '-':
      return isThere ? value : argument()
    case '+':
      return isThere ? argument() : ''
    default:
      if (!isThere) throw new InterpolationFailure({ kind: 'required', variable: name, message: argument() })
      return value
  }
}

function valueOrNothing(name: string, lookup: Lookup, unset: (name: string) => void): string {
  const value = lookup(name)
  if (value === undefined) unset(name)
  return value ?? ''
}

function malformed(text: string): InterpolationFailure {
  return new InterpolationFailure({ kind: 'malformed', text: text.length > 60 ? `${text.slice(0, 60)}…` : text })
}
