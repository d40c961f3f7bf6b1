import type { ComposeService } from './project'

/** Services of a circle, from one to the one that leads back to it; null when there is none. */
export function findCircle(services: ReadonlyMap<string, Pick<ComposeService, 'dependsOn'>>): readonly string[] | null {
  const done = new Set<string>()
  const search = (name: string, path: readonly string[]): readonly string[] | null => {
    const start = path.indexOf(name)
    if (start !== -1) return path.slice(start)
    if (done.has(name)) return null
    for (const { service } of services.get(name)?.dependsOn ?? []) {
      const circle = search(service, [...path, name])
      if (circle !== null) return circle
    }
    done.add(name)
    return null
  }
  for (const name of services.keys()) {
    const circle = search(name, [])
    if (circle !== null) return circle
  }
  return null
}

/**
 * Services in groups that may start side by side: each depends only on services of earlier groups (or on none of these services).
 * Within a group the order is the file's. Needs services without a circle.
 */
export function startOrder(services: readonly ComposeService[]): ComposeService[][] {
  const groups: ComposeService[][] = []
  let waiting = services
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name))
    const ready = waiting.filter(({ dependsOn }) => !dependsOn.some(({ service }) => names.has(service)))
    if (ready.length === 0) throw new Error(`services depend on each other in a circle: ${[...names].join(', ')}`)
    groups.push(ready)
    waiting = waiting.filter((service) => !ready.includes(service))
  }
  return groups
}
