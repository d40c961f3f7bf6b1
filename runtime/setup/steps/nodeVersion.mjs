import { SetUpError } from '../setUpError.mjs'

/**
 * @param {string} found as process.versions.node
 * @param {string} wanted the oldest that will do
 */
export function checkNodeVersion(found, wanted) {
  if (isOlder(found, wanted)) throw new SetUpError('node-too-old', { found, wanted })
}

/**
 * Compares dotted numbers part by part.
 * @param {string} a
 * @param {string} b
 */
export function isOlder(a, b) {
  const [left, right] = [a, b].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)))
  for (const [index, want] of (right ?? []).entries()) {
    const have = left?.[index] ?? 0
    if (have !== want) return have < want
  }
  return false
}
