/** `text` wrapped so that it keeps left-to-right order inside a sentence of either direction: ids, topics, paths, SQL. */
export function isolateLtr(text: string): string {
  return `\u2066${text}\u2069`
}

/** `text` wrapped so that it takes its own direction inside a sentence: titles, names. */
export function isolateAuto(text: string): string {
  return `\u2068${text}\u2069`
}
