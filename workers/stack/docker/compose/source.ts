/** Values of a YAML file that remember where they stand, so that whatever is wrong with one can be named by file and line. */
import { MarsadError, type ErrorCode, type ErrorDetails } from '../../../../contract/errors'

/** `line` counts from 1. A map's `keyLine` is the line of its key, which is where people look. */
export type Node =
  | { readonly kind: 'scalar'; readonly line: number; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly line: number; readonly entries: ReadonlyMap<string, Entry> }

export interface Entry {
  readonly keyLine: number
  readonly node: Node
}

/** Where a value stands: the file as a person named it, and the keys that lead to it. */
export interface Place {
  readonly file: string
  readonly path: readonly (string | number)[]
}

export const at = (place: Place, ...more: readonly (string | number)[]): Place => ({
  file: place.file,
  path: [...place.path, ...more],
})

/** `services.kafka.ports[0]`; the whole file is `.`. */
export function pathText(path: readonly (string | number)[]): string {
  if (path.length === 0) return '.'
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
}

/** The error that names file, line and key; `more` adds what else its sentence needs. */
export function composeError(
  code: Extract<ErrorCode, `compose_${string}`>,
  place: Place,
  line: number,
  more: ErrorDetails = {},
  cause?: unknown,
): MarsadError {
  return new MarsadError(code, { file: place.file, line, key: pathText(place.path), ...more }, cause)
}

/** The same values without their lines, as a JSON schema's checker takes them. */
export function plainValue(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(plainValue)
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plainValue(entry.node)]))
  }
}
