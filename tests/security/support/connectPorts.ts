import { inject } from 'vitest'
import { endpointsOf } from '../../support/instance'
import type { Endpoints } from '../../../contract/workers'

/** Where Connect answers: the door on the published port, and Connect itself with the console's account. */
export async function connectPorts(): Promise<{
  readonly door: string
  readonly doorPort: number
  readonly inner: string
  readonly service: Endpoints['connect']
}> {
  const { connect } = await endpointsOf(inject('dataDir'))
  return {
    door: connect.publishedUrl,
    doorPort: Number(new URL(connect.publishedUrl).port),
    inner: connect.url,
    service: connect,
  }
}
