import { parseDockerAddress, type DockerAddress } from '../../../workers/stack/docker/discovery/dockerAddress'

/** Of the engine that `npm run test:docker` has found or started. */
export function testAddress(): DockerAddress {
  const address = parseDockerAddress(process.env['DOCKER_HOST'] ?? '', null)
  if (address === null) throw new Error('no DOCKER_HOST: run these tests by npm run test:docker')
  return address
}
