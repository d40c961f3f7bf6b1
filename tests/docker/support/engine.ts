/** The engine that `npm run test:docker` has found or started. */
import { connectDocker, type DockerConnection } from '../../../workers/stack/docker/discovery/connectDocker'
import { testAddress } from './testAddress'

export function connectTestEngine(): Promise<DockerConnection> {
  return connectDocker(testAddress())
}

/** A program of two megabytes, and names for what a test asks it to do. */
export const tinyImage = 'marsad-test-tiny:1'
/** The same with a volume without a name at /cache. */
export const volumeImage = 'marsad-test-volume:1'
