/**
 * Characters that change how others are shown, or show nothing: controls other than line break and tab, marks that turn the direction
 * of writing, what is of no width, and halves of a surrogate pair. The two joiners stay: emoji and Persian words are written with them.
 */
const hidden = /[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|\p{Cs}/gu

/** A text of a machine with such characters written as JSON escapes, so that it cannot look like another text. */
export function visibleControls(text: string): string {
  return text.replace(hidden, (letter) =>
    letter === '\n' || letter === '\t' ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
