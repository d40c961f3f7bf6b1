/** Reading maps, lists and scalars out of {@link Node}s; each refusal names file, line and key. */
import { parseByteSize } from './byteSize'
import { parseDuration } from './duration'
import { at, composeError, type Entry, type Node, type Place } from './source'
import { supportedKeys, type SupportedKeys } from './supportedKeys'

export type Read<T> = (node: Node, place: Place) => T

/** The parts of a map of one kind: `read` gives null for a key that is absent or has no value. */
export interface Fields<K extends string> {
  read<T>(key: K, read: Read<T>): T | null
  /** The line of a key, or of the map where it is absent. */
  lineOf(key: K): number
}

/** @throws MarsadError compose_unsupported for a key outside `supportedKeys[kind]`; compose_value where this is no map. */
export function fieldsOf<K extends keyof SupportedKeys>(
  kind: K,
  node: Node,
  place: Place,
): Fields<SupportedKeys[K][number]> {
  const known: readonly string[] = supportedKeys[kind]
  const entries = mapEntries(node, place)
  for (const [key, { keyLine }] of entries) {
    if (!known.includes(key) && !key.startsWith('x-')) {
      throw composeError('compose_unsupported', at(place, key), keyLine)
    }
  }
  return {
    read: (key, read) => {
      const entry = entries.get(key)
      return entry === undefined || isEmpty(entry.node) ? null : read(entry.node, at(place, key))
    },
    lineOf: (key) => entries.get(key)?.keyLine ?? node.line,
  }
}

export const isEmpty = (node: Node): boolean => node.kind === 'scalar' && node.value === null

/** A map of any keys but `x-…`; nothing at all counts as an empty one. */
export function mapEntries(node: Node, place: Place): ReadonlyMap<string, Entry> {
  if (isEmpty(node)) return new Map()
  if (node.kind !== 'map') throw wrong(node, place)
  return node.entries
}

/** Each entry of a map, read; the order is the file's. */
export const mapOf =
  <T>(read: (node: Node, place: Place, key: string, keyLine: number) => T): Read<Map<string, T>> =>
  (node, place) =>
    new Map(
      [...mapEntries(node, place)]
        .filter(([key]) => !key.startsWith('x-'))
        .map(([key, entry]) => [key, read(entry.node, at(place, key), key, entry.keyLine)]),
    )

export const listOf =
  <T>(read: Read<T>): Read<T[]> =>
  (node, place) => {
    if (node.kind !== 'list') throw wrong(node, place)
    return node.items.map((item, index) => read(item, at(place, index)))
  }

/** Text; a number or a boolean is taken as it would be written. */
export const text: Read<string> = (node, place) => {
  if (node.kind !== 'scalar' || node.value === null) throw wrong(node, place)
  return String(node.value)
}

/** A parser of text that answers null to what it does not understand. */
export const parsed =
  <T>(parse: (value: string) => T | null): Read<T> =>
  (node, place) => {
    const result = parse(text(node, place))
    if (result === null) throw wrong(node, place)
    return result
  }

export const oneOf = <T extends string>(...allowed: readonly T[]): Read<T> =>
  parsed((value) => allowed.find((candidate) => candidate === value) ?? null)

/** Variables bring text, so `'true'` is as good as true. */
export const flag: Read<boolean> = parsed((value) => (value === 'true' ? true : value === 'false' ? false : null))

export const wholeNumber: Read<number> = parsed((value) => (/^\d+$/.test(value) ? Number(value) : null))

export const positiveNumber: Read<number> = parsed((value) => {
  const number = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : 0
  return number > 0 ? number : null
})

export const duration: Read<number> = parsed(parseDuration)
export const byteSize: Read<number> = parsed(parseByteSize)

/** `compose_value`: what stands there is not understood. */
export function wrong(node: Node, place: Place): Error {
  const value = node.kind === 'scalar' ? String(node.value) : `(${node.kind})`
  return composeError('compose_value', place, node.line, { value })
}

/**
 * NAME → value, written as a map or as a list of NAME=value.
 * @param absent what a name without a value stands for; undefined leaves it out.
 */
export const pairs =
  (absent: (name: string) => string | undefined): Read<Map<string, string>> =>
  (node, place) => {
    const found = new Map<string, string>()
    const set = (name: string, value: string | undefined): void => {
      const known = value ?? absent(name)
      if (known !== undefined) found.set(name, known)
    }
    if (node.kind === 'list') {
      for (const item of listOf(text)(node, place)) {
        const equals = item.indexOf('=')
        if (equals === -1) set(item, undefined)
        else set(item.slice(0, equals), item.slice(equals + 1))
      }
      return found
    }
    for (const [name, entry] of mapEntries(node, place)) {
      set(name, isEmpty(entry.node) ? undefined : text(entry.node, at(place, name)))
    }
    return found
  }
