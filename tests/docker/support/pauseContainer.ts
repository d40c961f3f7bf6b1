import type Docker from 'dockerode'
import { waitFor } from '../../support/waitFor'

/** Asked again where a health check that begins meanwhile spoils it: then runc says "unable to freeze" (opencontainers/runc#2774). */
export async function pauseContainer(container: Docker.Container): Promise<void> {
  await waitFor('a container to be paused', async () => {
    await container.pause()
    return true
  })
}
