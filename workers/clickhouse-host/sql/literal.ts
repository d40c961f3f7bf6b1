/** A string literal of ClickHouse's SQL. Source: the manual's page on syntax, literals: backslash escapes. */
export function literal(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\0/g, '\\0')}'`
}

/** A quoted identifier: a database or column name of any characters. */
export function identifier(name: string): string {
  return `\`${name.replace(/\\/g, '\\\\').replace(/`/g, '\\`')}\``
}
