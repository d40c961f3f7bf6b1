/** Builds the images of the real services, since none can be pulled where no registry of images is reachable. */
import type {} from 'vitest'
import type { TestProject } from 'vitest/node'
import { createProgress } from '../../runtime/setup/progress.mjs'
import { ensureImages } from './images/ensureImages'
import type { ServiceImages } from './images/recipes'
import { connectTestEngine } from './support/engine'

declare module 'vitest' {
  export interface ProvidedContext {
    serviceImages: ServiceImages
  }
}

export async function setup(project: TestProject): Promise<(() => void) | undefined> {
  // They are only counted: runtime/setup/testDocker.mjs.
  if (process.env['MARSAD_DOCKER_TESTS'] === 'count') return undefined
  const { docker, close } = await connectTestEngine()
  const { services } = await createProgress({ quiet: true }).step('step.images', async (voice) => {
    let did = false
    const images = await ensureImages(docker, (text) => {
      did = true
      voice.say(text)
    })
    return { did, services: images }
  })
  project.provide('serviceImages', services)
  return close
}
