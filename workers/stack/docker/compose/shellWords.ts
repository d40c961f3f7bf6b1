/**
 * A command line as a list, as `command: a "b c"` means it: quotes and backslashes like a POSIX shell's, and nothing is expanded.
 * @returns null when a quote is not closed.
 */
export function shellWords(text: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote: '"' | "'" | null = null
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charAt(index)
    if (quote === "'") {
      if (letter === quote) quote = null
      else word = (word ?? '') + letter
    } else if (letter === '\\') {
      const next = text.charAt(index + 1)
      if (next === '') return null
      // Within double quotes a backslash is itself unless it protects one of these.
      word = (word ?? '') + (quote === '"' && !'"\\$`\n'.includes(next) ? letter + next : next === '\n' ? '' : next)
      index += 1
    } else if (letter === quote) {
      quote = null
    } else if (quote === null && (letter === '"' || letter === "'")) {
      quote = letter
      word ??= ''
    } else if (quote === null && /\s/.test(letter)) {
      if (word !== null) words.push(word)
      word = null
    } else {
      word = (word ?? '') + letter
    }
  }
  if (quote !== null) return null
  if (word !== null) words.push(word)
  return words
}
