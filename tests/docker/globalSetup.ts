/** Builds the images of these tests, since none can be pulled where no registry of images is reachable. */
import type {} from 'vitest'
import type { TestProject } from 'vitest/node'
import { createProgress } from '../../runtime/setup/progress.mjs'
import { ensureImages } from './images/ensureImages'
import { ensureSmallImages } from './images/smallImages'
import type { ServiceImages } from './images/recipes'
import { connectTestEngine, tinyImage, volumeImage } from './support/engine'

declare module 'vitest' {
  export interface ProvidedContext {
    serviceImages: ServiceImages
  }
}

export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // They are only counted: runtime/setup/testDocker.mjs.
  if (process.env['MARSAD_DOCKER_TESTS'] === 'count') return undefined
  const { docker, close } = await connectTestEngine()
  await ensureSmallImages(docker)
  const { services } = await createProgress({ quiet: true }).step('step.images', async (voice) => {
    let did = false
    const images = await ensureImages(docker, (text) => {
      did = true
      voice.say(text)
    })
    return { did, services: images }
  })
  project.provide('serviceImages', services)
  return async () => {
    for (const reference of [tinyImage, volumeImage]) await docker.getImage(reference).remove({ force: true })
    close()
  }
}
