import type { Role } from '../access/role'
import { lockedSettings } from '../access/settings'
import { tokensOf, type Token } from './tokens'

/** Why a statement is not run; `code` and `name` are ClickHouse's. */
export interface Refusal {
  readonly code: number
  readonly name: string
  readonly message: string
}

/** Table functions that compute or read tables of this engine. All others of the engine reach for files, programs or the network. */
const allowedTableFunctions = new Set([
  'format',
  'generaterandom',
  'generateseries',
  'generate_series',
  'merge',
  'null',
  'numbers',
  'numbers_mt',
  'primes',
  'values',
  'view',
  'viewexplain',
  'viewifpermitted',
  'zeros',
  'zeros_mt',
])

/** Functions that no grant covers: refused wherever their name stands, for `arrayMap(file, …)` and `APPLY file` call them too. */
const refusedFunctions = new Set([
  'file',
  'catboostevaluate',
  'aiclassify',
  'aiembed',
  'aiextract',
  'aigenerate',
  'aitranslate',
])

const allowedTableEngines =
  /^(?:(?:replacing|summing|aggregating|collapsing|versionedcollapsing|graphite|coalescing)?mergetree|memory|null|log|tinylog|stripelog|set|join|materializedview|view)$/
const allowedDatabaseEngines = new Set(['atomic', 'memory'])

const reading = new Set(['SELECT', 'WITH', 'FROM', '(', 'SHOW', 'DESC', 'DESCRIBE', 'EXPLAIN', 'EXISTS', 'CHECK'])
const writing = new Set([
  'INSERT',
  'CREATE',
  'REPLACE',
  'ALTER',
  'DROP',
  'UNDROP',
  'TRUNCATE',
  'OPTIMIZE',
  'DETACH',
  'ATTACH',
  'RENAME',
  'EXCHANGE',
  'DELETE',
  'UPDATE',
])
/** First words that the engine knows and the host does not pass on. */
const known = new Set(
  'USE SET BACKUP RESTORE EXECUTE GRANT REVOKE KILL SYSTEM WATCH BEGIN COMMIT ROLLBACK MOVE COPY UNFREEZE'.split(' '),
)
/** What may follow CREATE or REPLACE, besides words that only qualify it. */
const makes = new Set(['TABLE', 'VIEW', 'DATABASE', 'INDEX'])
const changeable = new Set(['TABLE', 'VIEW', 'DATABASE'])
const qualifies = new Set(['OR', 'REPLACE', 'TEMPORARY', 'MATERIALIZED'])
/** Pairs of words that are nowhere allowed. */
const pairs = new Set(['INTO OUTFILE', 'FROM INFILE', 'PARALLEL WITH', 'SQL SECURITY'])

const denied = (message: string): Refusal => ({ code: 497, name: 'ACCESS_DENIED', message })
const malformed = (token: Token): Refusal => ({
  code: 62,
  name: 'SYNTAX_ERROR',
  message: `Syntax error: failed at position ${token.start + 1} (${token.raw.slice(0, 40)}).`,
})

/** What the engine knows, by its own names in any case: what is on no list of the allowed is refused, also of an engine of tomorrow. */
export interface Vocabulary {
  readonly tableFunctions: readonly string[]
  /** Of tables and of databases. */
  readonly engines: readonly string[]
}

const beyond = (names: readonly string[], isAllowed: (name: string) => boolean): ReadonlySet<string> =>
  new Set(names.map((name) => name.toLowerCase()).filter((name) => !isAllowed(name)))

const refusedTableFunctions = ({ tableFunctions }: Vocabulary): ReadonlySet<string> =>
  beyond(tableFunctions, (name) => allowedTableFunctions.has(name))

/**
 * The second wall, beside the grants (engine/usersFile.ts): statements that reach for files, programs, the network or the engine itself are
 * refused before the engine sees them, at any depth and in any spelling. Grants alone do not cover INTO OUTFILE, file(), sqlite() and others.
 * @param text without an INSERT's data, bytes read as latin1 reads them
 */
export function refusalOf(text: string, role: Role, vocabulary: Vocabulary): Refusal | null {
  const tokens = [...tokensOf(text)]
  const first = tokens[0]
  if (first === undefined) return null
  const broken = tokens.find(({ kind }) => kind === 'error')
  if (broken !== undefined) return malformed(broken)
  const semicolon = tokens.findIndex((token) => token.text === ';')
  if (semicolon >= 0 && tokens.slice(semicolon).some((token) => token.text !== ';')) {
    return { code: 62, name: 'SYNTAX_ERROR', message: 'Multi-statements are not allowed.' }
  }
  const start = refusedStart(tokens, first, role)
  if (start !== null) return start
  const refused = refusedTableFunctions(vocabulary)
  for (const [at, token] of tokens.entries()) {
    const found = refusedAt(tokens, at, token, refused)
    if (found !== null) return found
  }
  return reading.has(first.text) || first.text === 'INSERT'
    ? refusedProbe(tokens, first)
    : refusedDefinition(tokens, first, role, vocabulary)
}

/** Whether a text of expressions, without a statement around them, calls nothing that is refused. For the data of INSERT … VALUES. */
export function callsNothingRefused(text: string, vocabulary: Vocabulary): boolean {
  const tokens = [...tokensOf(text)]
  const refused = refusedTableFunctions(vocabulary)
  return tokens.every(
    (token, at) => token.kind !== 'error' && token.text !== 'SELECT' && refusedAt(tokens, at, token, refused) === null,
  )
}

function refusedStart(tokens: readonly Token[], first: Token, role: Role): Refusal | null {
  const word = first.text
  if (reading.has(word)) return null
  if (role === 'reader' && (writing.has(word) || known.has(word))) {
    return { code: 164, name: 'READONLY', message: 'Cannot execute query in readonly mode: a GET may only read.' }
  }
  if (writing.has(word)) return null
  if (role === 'console') {
    if (word === 'KILL' && tokens[1]?.text === 'QUERY') return null
    if (word === 'SYSTEM' && /^(?:START|STOP)$/.test(tokens[1]?.text ?? '') && tokens[2]?.text === 'MERGES') return null
  }
  return known.has(word)
    ? denied(`${word} is not available over the HTTP interface of the embedded ClickHouse.`)
    : malformed(first)
}

function refusedAt(tokens: readonly Token[], at: number, token: Token, refused: ReadonlySet<string>): Refusal | null {
  const next = tokens[at + 1]
  if (token.kind === 'word' && next?.kind === 'word' && pairs.has(`${token.text} ${next.text}`)) {
    return denied(`${token.text} ${next.text} is not available in the embedded ClickHouse.`)
  }
  if (token.name === '') return null
  if (token.kind === 'quoted' && isPath(token.name)) return outside(token.raw)
  if (refusedFunctions.has(token.name)) return outside(token.name)
  if (next?.text === '(') {
    if (refused.has(token.name)) return outside(token.name)
    // As a table function its structure may hold expressions; the scalar function has a pattern with braces.
    const pattern = tokens[at + 2]
    if (token.name === 'format' && !(pattern?.kind === 'string' && pattern.raw.includes('{'))) return outside('format')
  }
  if (next?.text === '=' && token.name in lockedSettings) {
    return { code: 452, name: 'SETTING_CONSTRAINT_VIOLATION', message: `Setting ${token.name} should not be changed.` }
  }
  return null
}

/**
 * Whether a name is one of a file: a table of the default database that is missing there is looked for in the file system. Grants refuse
 * that too, but not what runs in the background without a user (a mutation, a view that refreshes). The host's own folder is empty.
 */
export const isPath = (name: string): boolean => /^[/~.]|\.\.|:\/\//.test(name.trim())

/** Whether a statement takes names of tables from parameters. */
export function takesIdentifiers(text: string): boolean {
  return [...tokensOf(text)].some(({ name }) => name === 'identifier')
}

const outside = (name: string): Refusal =>
  denied(`${name} is not available: the embedded ClickHouse reads and writes no files, programs or other servers.`)

/** EXISTS answers for a file as well: the default database shows the file system. */
function refusedProbe(tokens: readonly Token[], first: Token): Refusal | null {
  if (first.text !== 'EXISTS') return null
  const plain = tokens.every(({ kind, name, text }) => text !== '{' && (kind !== 'quoted' || !/[/\\.]/.test(name)))
  return plain ? null : denied('EXISTS is answered for tables only.')
}

/** Statements that make or change what lasts. */
function refusedDefinition(tokens: readonly Token[], first: Token, role: Role, vocabulary: Vocabulary): Refusal | null {
  const words = tokens.map(({ text }) => text)
  const object = words.slice(1).find((word) => !qualifies.has(word)) ?? ''
  if ((first.text === 'CREATE' || first.text === 'REPLACE') && !makes.has(object)) {
    return denied(`${first.text} ${object} is not available in the embedded ClickHouse.`)
  }
  if (first.text === 'ALTER' && !changeable.has(object)) {
    return denied(`ALTER ${object} is not available in the embedded ClickHouse.`)
  }
  if (first.text === 'ATTACH' && !attachesKnownTable(words)) {
    return denied('ATTACH takes only the name of a table that was detached.')
  }
  const engines = beyond(vocabulary.engines, object === 'DATABASE' ? isDatabaseEngine : isTableEngine(role))
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1]
    if (token.name === 'disk' && next?.text === '(')
      return denied('Disks cannot be defined in the embedded ClickHouse.')
    if (token.name === 'source' && next?.text === '(') return denied('Sources of dictionaries are not available.')
    if (token.text === 'DEFINER') return denied('DEFINER is not available in the embedded ClickHouse.')
    if (token.text !== 'ENGINE') continue
    const engine = next?.text === '=' ? tokens[at + 2] : next
    if (engine !== undefined && engines.has(engine.name)) {
      return denied(`The engine ${engine.raw} is not available in the embedded ClickHouse.`)
    }
  }
  return null
}

const isDatabaseEngine = (name: string): boolean => allowedDatabaseEngines.has(name)
const isTableEngine =
  (role: Role) =>
  (name: string): boolean =>
    allowedTableEngines.test(name) || (role === 'console' && name === 'kafka')

/** `ATTACH TABLE [IF NOT EXISTS] [database.]table`: nothing that says where its data are. */
function attachesKnownTable(words: readonly string[]): boolean {
  const rest = words.slice(1).join(' ')
  return /^(?:TABLE|VIEW)(?: IF NOT EXISTS)? [^ ()=;]+(?: \. [^ ()=;]+)?(?: ;)*$/.test(rest)
}
