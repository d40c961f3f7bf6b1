/** Deeper values stay on one line: their indent alone would be longer than any screen, and at 100,000 levels than any text may be. */
export const mostLevels = 64

/** Why a text is shown as it came. */
export type NotFormatted = 'notJson' | 'tooDeep'

export type FormattedJson =
  { readonly text: string; readonly why: null } | { readonly text: null; readonly why: NotFormatted }

/**
 * JSON text with line breaks and two spaces of indent.
 * The tokens stay as they came: 64-bit numbers, trailing zeros, escapes and the order of keys are what was on the wire,
 * which parsing and writing anew would change. Takes time and memory in proportion to the text, whatever it holds.
 */
export function formatJson(text: string): FormattedJson {
  try {
    JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return { text: null, why: 'notJson' }
    throw error
  }
  const out: string[] = []
  let depth = 0
  const newLine = (): string => `\n${'  '.repeat(depth)}`
  for (let at = 0; at < text.length;) {
    const letter = text[at] ?? ''
    if (letter === '"') {
      const end = endOfString(text, at)
      out.push(text.slice(at, end))
      at = end
    } else if (letter === '{' || letter === '[') {
      const next = afterSpace(text, at + 1)
      if (text[next] === '}' || text[next] === ']') {
        out.push(letter, text[next])
        at = next + 1
      } else {
        depth += 1
        if (depth > mostLevels) return { text: null, why: 'tooDeep' }
        out.push(letter, newLine())
        at += 1
      }
    } else if (letter === '}' || letter === ']') {
      depth -= 1
      out.push(newLine(), letter)
      at += 1
    } else {
      out.push(letter === ',' ? `,${newLine()}` : letter === ':' ? ': ' : isSpace(letter) ? '' : letter)
      at += 1
    }
  }
  return { text: out.join(''), why: null }
}

/** Where the string that begins there ends. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function afterSpace(text: string, start: number): number {
  let at = start
  while (isSpace(text[at] ?? '')) at += 1
  return at
}

function isSpace(letter: string): boolean {
  return letter === ' ' || letter === '\n' || letter === '\r' || letter === '\t'
}
