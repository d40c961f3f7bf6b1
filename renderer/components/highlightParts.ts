/** A piece of a text; `match` when it is what was searched for. */
export interface HighlightPart {
  text: string
  match: boolean
}

export const mostMatches = 1_000

/**
 * Cuts a text at each occurrence of `needle`, without regard to case; the parts joined are the text again.
 * An empty needle matches nothing. Occurrences do not overlap; the first is taken. After {@link mostMatches} the rest stays one part: each
 * part is an element of the page.
 */
export function highlightParts(text: string, needle: string): HighlightPart[] {
  if (needle === '' || text === '') return [{ text, match: false }]
  const haystack = foldCase(text)
  const wanted = foldCase(needle)
  const parts: HighlightPart[] = []
  let end = 0
  for (
    let at = haystack.indexOf(wanted);
    at !== -1 && parts.length < 2 * mostMatches;
    at = haystack.indexOf(wanted, end)
  ) {
    if (at > end) parts.push({ text: text.slice(end, at), match: false })
    end = at + wanted.length
    parts.push({ text: text.slice(at, end), match: true })
  }
  if (end < text.length) parts.push({ text: text.slice(end), match: false })
  return parts
}

/**
 * Lower case of the same length, so that a position found in it is a position in the text. Letters whose lower case is
 * longer (İ becomes two code units) stay as they are.
 */
export function foldCase(text: string): string {
  const lower = text.toLowerCase()
  if (lower.length === text.length) return lower
  return Array.from(text, (letter) => {
    const folded = letter.toLowerCase()
    return folded.length === letter.length ? folded : letter
  }).join('')
}
