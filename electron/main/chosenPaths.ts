import type { Settings, SettingsPatch } from '../../contract/settings'

/** The files of this machine that settings name, as far as they are named. */
function pathsIn(stack: Settings['stack']): string[] {
  const { profile } = stack.remote
  const { postgres, kafka, connect, clickhouse, redis } = profile ?? {}
  const paths = [
    stack.docker.composeFile,
    ...[postgres, kafka, connect, clickhouse, redis].map((service) => service?.tls?.caFile ?? null),
  ]
  return paths.filter((path) => path !== null)
}

/**
 * A page that was taken over must not point the console to a file of its choice (a Compose file that mounts the whole disk, a CA
 * certificate of an attacker). It may keep a path that is set already, or use one that the system's dialog gave.
 * @param chosen by the dialog in this run
 * @returns the first path that is neither; null where all is well
 */
export function unchosenPath(patch: SettingsPatch, current: Settings, chosen: ReadonlySet<string>): string | null {
  if (patch.stack === undefined) return null
  const known = pathsIn(current.stack)
  return pathsIn(patch.stack).find((path) => !known.includes(path) && !chosen.has(path)) ?? null
}
