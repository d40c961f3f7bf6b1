import type Docker from 'dockerode'
import { volumeListSchema } from './engine/engineAnswers'
import { heed } from './engine/heed'
import { projectFilter } from './engine/labels'

/** Names of the volumes that a project has on an engine, sorted: what `down` with volumes destroys. */
export async function projectVolumes(docker: Docker, project: string, signal: AbortSignal): Promise<string[]> {
  const filters = projectFilter(project)
  const answer = await heed(signal, () => docker.listVolumes({ filters, abortSignal: signal }))
  return volumeListSchema
    .parse(answer)
    .Volumes.map(({ Name }) => Name)
    .sort()
}
