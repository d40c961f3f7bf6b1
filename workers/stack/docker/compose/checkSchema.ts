/** The Compose specification's own JSON schema; the package docker-compose ships it (docs/decisions/0020-dockerode-compose.md). */
import { createRequire } from 'node:module'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { z } from 'zod'
import { at, composeError, plainValue, type Node, type Place } from './source'

let check: ValidateFunction | undefined

/**
 * @throws MarsadError compose_schema: the line of what does not fit, the checker's words as the cause. A key that the specification does not
 * know is compose_unsupported, like one that it knows and Marsad does not.
 */
export function checkSchema(root: Node, file: string): void {
  check ??= compile()
  if (check(plainValue(root))) return
  const error = gravest(check.errors ?? [])
  const place: Place = { file, path: [] }
  if (error === undefined) throw composeError('compose_schema', place, root.line)
  const found = locate(root, place, error.instancePath)
  const unknown = z.object({ additionalProperty: z.string() }).safeParse(error.params)
  if (error.keyword === 'additionalProperties' && unknown.success) {
    const key = unknown.data.additionalProperty
    const line = found.node.kind === 'map' ? (found.node.entries.get(key)?.keyLine ?? found.line) : found.line
    throw composeError('compose_unsupported', at(found.place, key), line)
  }
  throw composeError('compose_schema', found.place, found.line, {}, new Error(error.message ?? error.keyword))
}

function compile(): ValidateFunction {
  const raw: unknown = createRequire(import.meta.url)('docker-compose/schema/compose-spec.json')
  const schema = z.record(z.string(), z.unknown()).parse(raw)
  // Its keywords are draft 7's, but its $schema is spelt in a way that a checker does not recognise.
  const spelt = { ...schema, $schema: 'http://json-schema.org/draft-07/schema#' }
  return new Ajv({ strict: false, allErrors: true }).compile(spelt)
}

/** The one deepest in the file: `oneOf` reports every alternative that did not fit, and itself last. */
function gravest(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const depth = (error: ErrorObject): number => error.instancePath.split('/').length
  return errors.reduce<ErrorObject | undefined>(
    (best, error) => (best === undefined || depth(error) > depth(best) ? error : best),
    undefined,
  )
}

function locate(
  root: Node,
  start: Place,
  pointer: string,
): { readonly node: Node; readonly place: Place; readonly line: number } {
  let node = root
  let place = start
  let line = root.line
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (node.kind === 'list') {
      const item = node.items[Number(key)]
      if (item === undefined) break
      node = item
      line = item.line
      place = at(place, Number(key))
    } else {
      const entry = node.kind === 'map' ? node.entries.get(key) : undefined
      if (entry === undefined) break
      node = entry.node
      line = entry.keyLine
      place = at(place, key)
    }
  }
  return { node, place, line }
}
