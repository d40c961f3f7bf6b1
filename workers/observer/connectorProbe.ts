import { z } from 'zod'
import { connectorName } from '../../contract/pipeline'
import type { PipelineSnapshot, Reading } from '../../contract/snapshot'
import type { Endpoints } from '../../contract/workers'
import { httpText } from '../clients/httpText'

type Connector = PipelineSnapshot['connector'] extends Reading<infer T> ? T : never

/** The part of Connect's `GET /connectors/<name>/status` that is shown. */
const statusSchema = z.object({
  connector: z.object({ state: z.string() }),
  tasks: z.array(z.object({ id: z.int(), state: z.string(), trace: z.string().optional() })),
})

/** Reads the connector's status; rejects when Connect does not answer or knows no such connector. */
export function connectorReader(endpoints: Endpoints): (signal: AbortSignal) => Promise<Connector> {
  return async (signal) => {
    const answer = await httpText(endpoints.connect, 'GET', `/connectors/${connectorName}/status`, signal)
    if (!answer.ok) throw new Error(`Connect answers ${answer.status} for ${connectorName}`)
    const status = statusSchema.parse(JSON.parse(answer.text))
    return {
      state: status.connector.state,
      tasks: status.tasks.map(({ id, state, trace }) => ({ id, state, trace: trace ?? null })),
    }
  }
}
