import type Docker from 'dockerode'

/** Names of all volumes of the engine: those without a name of their own bear no project's label. */
export async function volumeNames(docker: Docker): Promise<Set<string>> {
  return new Set((await docker.listVolumes()).Volumes.map(({ Name }) => Name))
}
