/** Makes the images of the tests that need no real service, and takes them away. */
import { ensureSmallImages } from '../images/smallImages'
import { connectTestEngine, tinyImage, volumeImage } from '../support/engine'

export async function setup(): Promise<(() => Promise<void>) | undefined> {
  // They are only counted: runtime/setup/testDocker.mjs.
  if (process.env['MARSAD_DOCKER_TESTS'] === 'count') return undefined
  const { docker, close } = await connectTestEngine()
  await ensureSmallImages(docker)
  return async () => {
    for (const reference of [tinyImage, volumeImage]) await docker.getImage(reference).remove({ force: true })
    close()
  }
}
