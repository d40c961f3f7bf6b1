/** YAML into {@link Node}s, with variables filled in. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node as YamlNode } from 'yaml'
import { interpolationError } from './envFile'
import { interpolate, InterpolationFailure, type Lookup } from './interpolate'
import { at, composeError, type Entry, type Node, type Place } from './source'

export interface ReadYaml {
  readonly root: Node
  /** Names of variables that stand for nothing because they are not set; each once. */
  readonly unset: readonly string[]
}

interface Context {
  readonly document: Document.Parsed
  readonly lines: LineCounter
  readonly lookup: Lookup
  readonly unset: Set<string>
}

/**
 * One document of YAML 1.2, with aliases and merge keys (`<<`). Keys are names; only values have variables.
 * @throws MarsadError compose_syntax, compose_value or compose_variable, with file and line.
 */
export function readYaml(text: string, file: string, lookup: Lookup): ReadYaml {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  const place: Place = { file, path: [] }
  const error = document.errors[0]
  if (error !== undefined) {
    throw composeError('compose_syntax', place, lines.linePos(error.pos[0]).line, {}, error)
  }
  const context: Context = { document, lines, lookup, unset: new Set() }
  const root = convert(document.contents, place, 1, context)
  return { root, unset: [...context.unset] }
}

/** @param near the line to name where the value has none of its own (nothing stands there). */
function convert(node: YamlNode | null, place: Place, near: number, context: Context): Node {
  const line = lineOf(node, near, context)
  if (node === null) return { kind: 'scalar', line, value: null }
  if (isAlias(node)) {
    const target = node.resolve(context.document)
    if (target === undefined) throw composeError('compose_syntax', place, line, {}, new Error('unknown alias'))
    // What an alias stands for is written elsewhere; a fault in it is named there.
    return convert(target, place, line, context)
  }
  if (isSeq<YamlNode>(node)) {
    return {
      kind: 'list',
      line,
      items: node.items.map((item, index) => convert(item, at(place, index), line, context)),
    }
  }
  if (isMap<YamlNode, YamlNode | null>(node)) {
    return { kind: 'map', line, entries: entriesOf(node.items, place, line, context) }
  }
  if (isScalar(node)) return { kind: 'scalar', line, value: scalar(node.value, place, line, context) }
  throw composeError('compose_syntax', place, line)
}

interface Pair {
  readonly key: YamlNode
  readonly value: YamlNode | null
}

function entriesOf(pairs: readonly Pair[], place: Place, near: number, context: Context): Map<string, Entry> {
  const own = new Map<string, Entry>()
  const merged = new Map<string, Entry>()
  for (const { key, value } of pairs) {
    const keyLine = lineOf(key, near, context)
    if (!isScalar(key)) throw composeError('compose_syntax', place, keyLine, {}, new Error('a key is not a name'))
    const name = String(key.value)
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
      return interpolate(value, context.lookup, (name) => context.unset.add(name))
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
