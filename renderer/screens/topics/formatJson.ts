/**
 * JSON text with line breaks and two spaces of indent, or null when it is not JSON.
 * The tokens stay as they came: 64-bit numbers, trailing zeros, escapes and the order of keys are what was on the wire,
 * which parsing and writing anew would change.
 */
export function formatJson(text: string): string | null {
  try {
    JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
  let out = ''
  let depth = 0
  const newLine = () => `\n${'  '.repeat(depth)}`
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g) ?? []
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1]
    if (token === '{' || token === '[') {
      const empty = next === '}' || next === ']'
      if (!empty) depth += 1
      out += empty ? token : token + newLine()
    } else if (token === '}' || token === ']') {
      const previous = tokens[index - 1]
      const empty = previous === '{' || previous === '['
      if (!empty) depth -= 1
      out += empty ? token : newLine() + token
    } else if (token === ',') out += token + newLine()
    else if (token === ':') out += ': '
    else out += token
  }
  return out
}
