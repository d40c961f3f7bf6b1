import { z } from 'zod'
import { connectorName } from '../../../contract/pipeline'
import { connectorClass, connectorConfig, differingKeys } from '../../pipeline/connector/connectorConfig'
import { connectorVerdict } from '../../clients/connect/connectorVerdict'
import { connectRest, type ConnectorStatus } from '../../clients/connect/connectRest'
import { httpText } from '../../clients/httpText'
import type { Services } from '../services'

export interface ConnectFacts {
  /** Null: there is no such connector. */
  readonly status: ConnectorStatus | null
  /** Settings in which the connector differs from the shipped configuration; null without a connector. */
  readonly differing: readonly string[] | null
  /** Whether Debezium's connector for Postgres is installed. */
  readonly plugin: boolean
}

const plugins = z.array(z.object({ class: z.string() }))

/** Rejects when Connect does not answer, or refuses. */
export async function lookAtConnect({ endpoints }: Services, signal: AbortSignal): Promise<ConnectFacts> {
  const rest = connectRest(endpoints.connect, signal)
  const config = await rest.config(connectorName)
  const status = config === null ? null : await rest.status(connectorName)
  return {
    status,
    differing: config === null ? null : differingKeys(connectorConfig(endpoints), config),
    // A connector that runs has its plugin: listing them makes Connect look through its folders.
    plugin: (status !== null && connectorVerdict(status).kind !== 'failed') || (await hasPlugin(endpoints, signal)),
  }
}

async function hasPlugin(endpoints: Services['endpoints'], signal: AbortSignal): Promise<boolean> {
  const answer = await httpText(endpoints.connect, 'GET', '/connector-plugins', signal)
  if (!answer.ok) throw new Error(`Connect answers ${answer.status} for its plugins`)
  return plugins.parse(JSON.parse(answer.text)).some((plugin) => plugin.class === connectorClass)
}
