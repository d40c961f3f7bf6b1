/** A string literal of ClickHouse's SQL. */
export function sqlLiteral(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`
}

/**
 * Puts values, as string literals, in place of `{{name}}` outside of comments (a file's header explains its placeholders).
 * Throws on a placeholder without a value, so that none reaches the server.
 */
export function fillTemplate(text: string, values: Readonly<Record<string, string>>): string {
  return text
    .split('\n')
    .map((line) => {
      if (line.trimStart().startsWith('--')) return line
      return line.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
        const value = values[name]
        if (value === undefined) throw new Error(`no value for the placeholder ${name}`)
        return sqlLiteral(value)
      })
    })
    .join('\n')
}
