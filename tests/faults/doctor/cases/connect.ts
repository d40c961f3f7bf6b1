import { connectorName } from '../../../../contract/pipeline'
import { httpText } from '../../../../workers/shared/httpText'
import type { FaultCase, Ground } from '../faultCase'

async function call({ stores }: Ground, method: string, path: string, body?: unknown): Promise<void> {
  const { connect } = stores.endpoints
  const answer = await httpText(
    connect,
    method,
    `/connectors/${connectorName}${path}`,
    AbortSignal.timeout(10_000),
    body,
  )
  if (!answer.ok) throw new Error(`Connect answers ${answer.status}: ${answer.text}`)
}

export const connectCases: readonly FaultCase[] = [
  {
    rule: 'connector_paused',
    subject: connectorName,
    inject: (ground) => call(ground, 'PUT', '/pause'),
    fix: 'resume',
  },
]
