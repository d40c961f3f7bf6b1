/** The beginning of a text, no more than `most` characters, and how many it has. No pair of surrogates is cut in two. */
export function shorten(text: string, most: number): { readonly text: string; readonly all: number } {
  if (text.length <= most) return { text, all: text.length }
  const last = text.charCodeAt(most - 1)
  const splits = last >= 0xd800 && last <= 0xdbff
  return { text: text.slice(0, splits ? most - 1 : most), all: text.length }
}
