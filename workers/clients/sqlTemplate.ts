/** Statements of sql/clickhouse that depend on where they run. */

/** A string literal of ClickHouse's SQL. */
export function sqlLiteral(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`
}

export interface TemplateParts {
  /** Values of `{{name}}`; each becomes a string literal. */
  readonly values: Readonly<Record<string, string>>
  /** Names of the parts to put in: a comment `name: text` becomes ` text`. All others stay the comments that they are. */
  readonly parts: readonly string[]
}

/**
 * Puts in what a file leaves open. By itself a file is the statement for a single server without security: what clusters and
 * security add stands in comments that begin with the part's name. Lines of comment only (a file's header) stay as they are.
 * Throws on a placeholder without a value, so that none reaches the server.
 */
export function fillTemplate(text: string, { values, parts }: TemplateParts): string {
  const withParts = parts.reduce((filled, part) => filled.replace(partPattern(part), '$1'), text)
  return withParts.replace(openPlace, (whole, name: string | undefined) => {
    if (name === undefined) return whole
    const value = values[name]
    if (value === undefined) throw new Error(`no value for the placeholder ${name}`)
    return sqlLiteral(value)
  })
}

/** A line of comment, a comment, or a placeholder outside of both. */
const openPlace = /^\s*--.*$|\/\*[^]*?\*\/|\{\{(\w+)\}\}/gm

function partPattern(part: string): RegExp {
  return new RegExp(`/\\*${part}:([^]*?)\\*/`, 'g')
}

/** A statement of sql/clickhouse as one server or a cluster of them is asked it. @param text the file's. */
export function forCluster(text: string, cluster: string | null): string {
  return cluster === null
    ? fillTemplate(text, { values: {}, parts: [] })
    : fillTemplate(text, { values: { cluster }, parts: ['cluster'] })
}
