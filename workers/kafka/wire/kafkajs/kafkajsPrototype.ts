/** Where the mends of kafkajs 2.2.4 take hold: what its package does not export. */
import { createRequire } from 'node:module'

/**
 * The prototype of the class that a module inside kafkajs exports.
 * @param module its path inside the package, such as `network/requestQueue`.
 * @throws when this kafkajs has no such class, or the class has not what `has` asks for.
 */
export function kafkajsPrototype<Shape>(
  module: string,
  has: (prototype: object) => prototype is object & Shape,
): Shape {
  const found: unknown = createRequire(import.meta.url)(`kafkajs/src/${module}`)
  const prototype: unknown = typeof found === 'function' ? found.prototype : undefined
  if (typeof prototype !== 'object' || prototype === null || !has(prototype)) {
    throw new Error(`kafkajs has another ${module} than the one that is mended here`)
  }
  return prototype
}
