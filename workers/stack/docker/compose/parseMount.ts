import { resolve } from 'node:path'
import type { Mount } from './project'

/**
 * The short form of a volume, `[source:]target[:ro|rw]`; null when it is none. A source that begins with a dot or a slash is a
 * path on the machine, resolved against `folder`. Source: Compose specification, "volumes".
 */
export function parseMount(value: string, folder: string): Mount | null {
  const parts = value.split(':')
  const mode = parts.length > 1 ? parts.at(-1) : undefined
  const isMode = mode === 'ro' || mode === 'rw'
  const [first, second, ...more] = isMode ? parts.slice(0, -1) : parts
  if (first === undefined || first === '' || more.length > 0) return null
  const target = second ?? first
  if (!target.startsWith('/')) return null
  return { ...mountSource(second === undefined ? null : first, folder), target, readOnly: mode === 'ro' }
}

/** Whether a source names a volume or a path. */
export function mountSource(source: string | null, folder: string): Pick<Mount, 'kind' | 'source'> {
  return source !== null && /^[./]/.test(source)
    ? { kind: 'bind', source: resolve(folder, source) }
    : { kind: 'volume', source }
}
