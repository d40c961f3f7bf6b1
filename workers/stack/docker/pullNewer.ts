import type { ComposeService } from './compose/project'
import type { EngineWork } from './engine/engineWork'
import { observeImage } from './engine/observe'
import { pullImage } from './engine/pullImage'

/**
 * Pulls each image of a project's services again.
 * @returns the references that stand for another image now; the next `up` recreates their containers.
 * @throws as {@link pullImage}; what was pulled before stays.
 */
export async function pullNewer(
  { docker, report }: EngineWork,
  services: readonly ComposeService[],
  signal: AbortSignal,
): Promise<string[]> {
  const changed: string[] = []
  for (const image of new Set(services.map((service) => service.image))) {
    const users = services.filter((service) => service.image === image).map(({ name }) => name)
    const before = await observeImage(docker, image)
    await pullImage(docker, image, users, (progress) => report({ kind: 'pull', progress }), signal)
    report({ kind: 'pulled', image })
    const after = await observeImage(docker, image)
    if (after?.id !== before?.id) changed.push(image)
  }
  return changed
}
