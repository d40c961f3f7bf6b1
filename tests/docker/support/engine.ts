/** The engine that `npm run test:docker` has found or started. */
import { parseDockerAddress } from '../../../workers/stack/docker/discovery/dockerAddress'
import { connectDocker, type DockerConnection } from '../../../workers/stack/docker/discovery/connectDocker'

export function connectTestEngine(): Promise<DockerConnection> {
  const address = parseDockerAddress(process.env['DOCKER_HOST'] ?? '', null)
  if (address === null) throw new Error('no DOCKER_HOST: run these tests by npm run test:docker')
  return connectDocker(address)
}

/** A program of two megabytes, and names for what a test asks it to do. */
export const tinyImage = 'marsad-test-tiny:1'
/** The same with a volume without a name at /cache. */
export const volumeImage = 'marsad-test-volume:1'
