/** YAML into {@link Node}s, with variables filled in. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node as YamlNode,
} from 'yaml'
import { interpolationError } from './envFile'
import { interpolate, InterpolationFailure, mostText, mostTextName, type Lookup } from './interpolate'
import { at, composeError, type Entry, type Node, type Place } from './source'

export interface ReadYaml {
  readonly root: Node
  /** Names of variables that stand for nothing because they are not set; each once. */
  readonly unset: readonly string[]
}

interface Context {
  readonly targets: ReadonlyMap<Alias, YamlNode>
  readonly lines: LineCounter
  readonly lookup: Lookup
  readonly unset: Set<string>
  /** Values made so far, each alias counted as what it stands for. */
  count: number
  /** The line of the outermost alias that is being converted: where too many values come from. */
  alias: number | null
  /** Characters of them so far, variables filled in. */
  characters: number
  /** Collections that are being converted: an alias to one of them contains itself. */
  readonly open: Set<YamlNode>
}

/** Docker's own examples have a few hundred. */
const mostValues = 10_000
/** Deeper ones are no Compose file, and each level costs a call. */
const mostDepth = 100
const deepIndent = /^ {200}/m
/** What the text may be cut into before it is read as a document, which takes a kilobyte for each: some ten for a value. */
const mostTokens = 100_000

/**
 * One document of YAML 1.2, with aliases and merge keys (`<<`). Keys are names; only values have variables.
 * @throws MarsadError compose_syntax, compose_size, compose_alias, compose_value or compose_variable, with file and line.
 */
export function readYaml(text: string, file: string, lookup: Lookup): ReadYaml {
  const lines = new LineCounter()
  const place: Place = { file, path: [] }
  refuseTooMuch(text, place)
  // Its own look for equal keys takes the square of their number: see entriesOf.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false })
  const error = document.errors[0]
  if (error !== undefined) {
    throw composeError('compose_syntax', place, lines.linePos(error.pos[0]).line, {}, error)
  }
  const context: Context = {
    targets: targetsOf(document),
    lines,
    lookup,
    unset: new Set(),
    count: 0,
    alias: null,
    characters: 0,
    open: new Set(),
  }
  const root = convert(document.contents, place, 1, context)
  return { root, unset: [...context.unset] }
}

/**
 * Refuses what the library could not take, without building anything. It calls itself for each level, and V8 ends the process where
 * a regular expression is compiled at the end of the stack: so the levels are counted before. A block has at most two for each column
 * of its indentation and one for each indicator on its line.
 */
function refuseTooMuch(text: string, place: Place): void {
  const deep = deepIndent.exec(text)
  if (deep !== null) throw tooDeep(place, text.slice(0, deep.index).split('\n').length)
  let [tokens, line, flow, indicators] = [0, 1, 0, 0]
  for (const token of new Lexer().lex(text)) {
    tokens += 1
    if (tokens > mostTokens) throw composeError('compose_size', place, line, { limit: mostValues })
    if (token === '[' || token === '{') flow += 1
    else if (token === ']' || token === '}') flow -= 1
    else if (flow <= 0 && (token === '-' || token === '?' || token === ':')) indicators += 1
    if (flow > mostDepth || indicators > mostDepth) throw tooDeep(place, line)
    for (let end = token.indexOf('\n'); end !== -1; end = token.indexOf('\n', end + 1)) {
      line += 1
      indicators = 0
    }
  }
}

/** What each alias stands for: the last node before it that bears its name. In one pass; the library's own makes one for each alias. */
function targetsOf(document: Document.Parsed): Map<Alias, YamlNode> {
  const anchors = new Map<string, YamlNode>()
  const targets = new Map<Alias, YamlNode>()
  visit(document, {
    Alias: (_key, alias) => {
      const target = anchors.get(alias.source)
      if (target !== undefined) targets.set(alias, target)
    },
    Value: (_key, node) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  return targets
}

const tooDeep = (place: Place, line: number): Error =>
  composeError('compose_syntax', place, line, {}, new Error('nested too deeply'))

/** @param near the line to name where the value has none of its own (nothing stands there). */
function convert(node: YamlNode | null, place: Place, near: number, context: Context): Node {
  const line = lineOf(node, near, context)
  context.count += 1
  if (context.count > mostValues)
    throw composeError('compose_size', place, context.alias ?? line, { limit: mostValues })
  if (node === null) return { kind: 'scalar', line, value: null }
  if (isAlias(node)) {
    const target = context.targets.get(node)
    if (target === undefined) throw composeError('compose_syntax', place, line, {}, new Error('unknown alias'))
    if (context.open.has(target)) throw composeError('compose_alias', place, line)
    const outer = context.alias
    context.alias ??= line
    // What an alias stands for is written elsewhere; a fault in it is named there.
    const value = convert(target, place, line, context)
    context.alias = outer
    return value
  }
  if (isSeq<YamlNode>(node)) {
    return within(node, place, line, context, () => ({
      kind: 'list',
      line,
      items: node.items.map((item, index) => convert(item, at(place, index), line, context)),
    }))
  }
  if (isMap<YamlNode, YamlNode | null>(node)) {
    return within(node, place, line, context, () => ({
      kind: 'map',
      line,
      entries: entriesOf(node.items, place, line, context),
    }))
  }
  if (isScalar(node)) return { kind: 'scalar', line, value: scalar(node.value, place, line, context) }
  throw composeError('compose_syntax', place, line)
}

function within(node: YamlNode, place: Place, line: number, { open }: Context, read: () => Node): Node {
  if (open.size >= mostDepth) throw tooDeep(place, line)
  open.add(node)
  const value = read()
  open.delete(node)
  return value
}

interface Pair {
  readonly key: YamlNode
  readonly value: YamlNode | null
}

function entriesOf(pairs: readonly Pair[], place: Place, near: number, context: Context): Map<string, Entry> {
  const own = new Map<string, Entry>()
  const merged = new Map<string, Entry>()
  const names = new Set<string>()
  for (const { key, value } of pairs) {
    const keyLine = lineOf(key, near, context)
    if (!isScalar(key)) throw composeError('compose_syntax', place, keyLine, {}, new Error('a key is not a name'))
    const name = String(key.value)
    if (names.has(name)) throw composeError('compose_syntax', place, keyLine, {}, new Error('the same key twice'))
    names.add(name)
    if (name === '<<') {
      for (const [inherited, entry] of mergedEntries(convert(value, place, keyLine, context), place)) {
        if (!merged.has(inherited)) merged.set(inherited, entry)
      }
      continue
    }
    own.set(name, { keyLine, node: convert(value, at(place, name), keyLine, context) })
  }
  return new Map([...merged, ...own])
}

/** Earlier maps of a list win over later ones. Source: YAML, "Merge Key". */
function mergedEntries(node: Node, place: Place): [string, Entry][] {
  if (node.kind === 'map') return [...node.entries]
  if (node.kind === 'list') return node.items.flatMap((item) => mergedEntries(item, place))
  throw composeError('compose_syntax', at(place, '<<'), node.line, {}, new Error('<< takes a map'))
}

function scalar(value: unknown, place: Place, line: number, context: Context): string | number | boolean | null {
  if (typeof value === 'string') {
    try {
      const filled = interpolate(value, context.lookup, (name) => context.unset.add(name))
      context.characters += filled.length
      if (context.characters > mostText) throw composeError('compose_size', place, line, { size: mostTextName })
      return filled
    } catch (thrown) {
      if (!(thrown instanceof InterpolationFailure)) throw thrown
      throw interpolationError(thrown, place, line)
    }
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  throw composeError('compose_syntax', place, line)
}

function lineOf(node: YamlNode | null, near: number, context: Context): number {
  const start = node?.range?.[0]
  return start === undefined ? near : context.lines.linePos(start).line
}
