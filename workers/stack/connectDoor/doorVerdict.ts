/** Which requests pass the door before Kafka Connect. Pure: what decides is a value. */

export interface DoorRequest {
  readonly method: string
  /** The request's target as it was sent. */
  readonly target: string
  readonly contentType: string | null
  readonly hasBody: boolean
  /** A browser sent it, be it for an address that a person typed. */
  readonly fromBrowser: boolean
  readonly caller: Caller
}

/**
 * `secret`: knows the password of the console's account. `wrong_secret`: gave another one. `own_account`: runs as the account of the stack
 * worker, or as root. `stranger`: anybody else, also where the system does not show who it is.
 */
export type Caller = 'secret' | 'wrong_secret' | 'own_account' | 'stranger'

/** `pass_masked`: passes, and what its answer names a secret is masked. */
export type DoorVerdict = 'pass' | 'pass_masked' | DoorRefusal
export interface DoorRefusal {
  readonly status: 400 | 401 | 403 | 405 | 415
  readonly message: string
}

const refused = (status: DoorRefusal['status'], message: string): DoorRefusal => ({ status, message })

export function doorVerdict({ method, target, contentType, hasBody, fromBrowser, caller }: DoorRequest): DoorVerdict {
  if (!methods.has(method)) return refused(405, 'This method is not answered.')
  const place = readTarget(target)
  if (place === null) return refused(400, 'The address must be a plain path without encoded or empty parts.')
  if (caller === 'wrong_secret') return refused(401, 'The user or the password is wrong.')
  const reads = method === 'GET' || method === 'HEAD'
  if (reads && hasBody) return refused(400, 'A request that reads has no body.')
  if (hasBody && !isJson(contentType)) return refused(415, 'The body must be of type application/json.')
  if (caller === 'secret') return 'pass'
  if (caller === 'own_account' && !fromBrowser) {
    // A page may send this one without asking first: its type is what keeps it from working.
    if (method === 'POST' && !isJson(contentType)) {
      return refused(415, "A POST needs the header 'Content-Type: application/json', also without a body.")
    }
    return 'pass'
  }
  if (reads && isOpen(place)) return 'pass_masked'
  return refused(403, 'Only the account that runs the stack may ask this. Open: the state of connectors and plugins.')
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

const isJson = (contentType: string | null): boolean =>
  /^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(contentType?.trim() ?? '')

interface Target {
  /** Decoded; none for the root. */
  readonly segments: readonly string[]
  /** Null where there is none. */
  readonly query: string | null
}

const segmentPattern = /^(?:[A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})+$/
const queryPattern = /^(?:[A-Za-z0-9._~!$&'()*+,=:@/?-]|%[0-9A-Fa-f]{2})*$/
/** In a decoded segment: what a server might take for a border of segments, parameters (`;jsessionid`), or another encoding. */
const ambiguous = /[/\\;%?#\p{Cc}]/u

/** Takes a target apart; null where two readers could understand it differently, or it is not a path. */
export function readTarget(target: string): Target | null {
  const [path = '', ...queries] = target.split('?')
  const query = queries.length === 0 ? null : queries.join('?')
  if (!path.startsWith('/') || (query !== null && !queryPattern.test(query))) return null
  if (path === '/') return { segments: [], query }
  const written = path.slice(1).split('/')
  // One slash at the end names the same.
  if (written.at(-1) === '') written.pop()
  const segments: string[] = []
  for (const each of written) {
    const segment = segmentPattern.test(each) ? decoded(each) : null
    if (segment === null || segment === '.' || segment === '..' || ambiguous.test(segment)) return null
    segments.push(segment)
  }
  return { segments, query }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch (thrown) {
    // Bytes that are no UTF-8.
    if (thrown instanceof URIError) return null
    throw thrown
  }
}

/** What anybody may read: the checks of the documents, and what they lead to. */
function isOpen({ segments, query }: Target): boolean {
  const [first, name, part, task, state] = segments
  if (first === undefined) return query === null
  if (first === 'connector-plugins') {
    return segments.length === 1 && (query === null || /^connectorsOnly=(?:true|false)$/.test(query))
  }
  if (first !== 'connectors') return false
  if (name === undefined) return query === null || /^expand=(?:status|info)(?:&expand=(?:status|info))?$/.test(query)
  if (query !== null) return false
  if (part === undefined) return true
  if (task === undefined) return openParts.has(part)
  return part === 'tasks' && segments.length === 5 && state === 'status' && /^\d{1,9}$/.test(task)
}

const openParts = new Set(['config', 'status', 'tasks', 'topics'])
