/** The path and the parameters of a request. */
export interface Target {
  readonly path: string
  readonly query: URLSearchParams
}

/** Reads a request's target; null where it is no path, or its percent-encoding is none of UTF-8. */
export function readTarget(target: string): Target | null {
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const search = mark < 0 ? '' : target.slice(mark + 1)
  if (!path.startsWith('/')) return null
  try {
    decodeURIComponent(path)
    decodeURIComponent(search)
  } catch {
    // URLSearchParams itself would take what is malformed for text.
    return null
  }
  return { path, query: new URLSearchParams(search) }
}
