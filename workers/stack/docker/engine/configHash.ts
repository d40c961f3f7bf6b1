/** Marsad's own hash of what a container is made from (docs/decisions/0021-config-hash.md). */
import { createHash } from 'node:crypto'
import type { ComposeProject, ComposeService } from '../compose/project'

/** Says whose hash it is and of which form: another form's hash is not ours to compare. */
const ownPrefix = 'marsad-1-'

/** Whether a label's value can be compared with {@link configHash}. */
export const isOwnHash = (hash: string): boolean => hash.startsWith(ownPrefix)

/**
 * The same for two services exactly when the same container would be made for both. What only says when to start or
 * where a line stands (depends_on, profiles, pull_policy, line numbers) is left out.
 */
export function configHash(project: ComposeProject, service: ComposeService): string {
  const { line: _line, dependsOn: _dependsOn, profiles: _profiles, pullPolicy: _pullPolicy, ...rest } = service
  const model = {
    ...rest,
    ports: service.ports.map(({ line: _portLine, ...port }) => port),
    // What they are called in the engine, not in the file.
    networks: new Map([...service.networks].map(([key, aliases]) => [networkName(project, key), aliases])),
    mounts: service.mounts.map((mount) => ({ ...mount, source: mountSource(project, mount) })),
  }
  return ownPrefix + createHash('sha256').update(stableText(model)).digest('hex')
}

/** A network's name in the engine. */
export const networkName = (project: ComposeProject, key: string): string => project.networks.get(key)?.name ?? key

/** A volume's name in the engine, or a folder's path. */
export function mountSource(
  project: ComposeProject,
  mount: { readonly kind: 'volume' | 'bind'; readonly source: string | null },
): string | null {
  if (mount.kind === 'bind' || mount.source === null) return mount.source
  return project.volumes.get(mount.source)?.name ?? mount.source
}

/** JSON with the keys of maps and objects in order, so that only their content counts. */
function stableText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`
  if (value instanceof Map) return stableEntries([...value].map(([key, inner]) => [String(key), inner]))
  if (typeof value === 'object' && value !== null) return stableEntries(Object.entries(value))
  return JSON.stringify(value)
}

function stableEntries(entries: readonly (readonly [string, unknown])[]): string {
  const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
  return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${stableText(inner)}`).join(',')}}`
}
