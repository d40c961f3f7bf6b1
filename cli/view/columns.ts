/** Text laid out in terminal columns. */

/** Marks, joiners and directional controls that take no column of their own. */
const zeroWidth = /[\p{Mn}\p{Me}\p{Cf}]/gu
const escape = String.fromCharCode(27)
const controlSequence = new RegExp(`${escape}\\[[0-9;]*m`, 'g')
/** East Asian wide and emoji: two columns. */
const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F300}-\u{1FAFF}]/u

/** How many columns a text takes; colours take none. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text.replace(controlSequence, '').replace(zeroWidth, ''))
    width += wide.test(character) ? 2 : 1
  return width
}

/** Plain text (no colours) cut to `columns`, with an ellipsis where something was cut. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let result = ''
  for (const character of text) {
    if (widthOf(result + character) > columns - 1) break
    result += character
  }
  return `${result}…`
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)))
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - widthOf(text))) + text
}
