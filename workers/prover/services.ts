/** The services of the pipeline as a job of the prover uses them; opened for a job, closed with it. */
import { join } from 'node:path'
import type { LogLevel } from '../../contract/commands'
import type { Settings } from '../../contract/settings'
import type { Endpoints, Paths } from '../../contract/workers'
import { openServiceClients, type ServiceClients } from '../pipeline/serviceClients'
import { postgresSource, warehouseSource, type PostgresSource, type WarehouseSource } from './sources'

export interface Services extends Omit<ServiceClients, 'clickhouse'> {
  readonly endpoints: Endpoints
  readonly paths: Paths
  readonly postgres: PostgresSource
  readonly warehouse: WarehouseSource
  readonly groups: { readonly enricher: string; readonly clickhouse: string }
  /** The built file of scanEntry.ts. */
  readonly scanEntry: string
}

const connections = 3

export function openServices(
  endpoints: Endpoints,
  paths: Paths,
  settings: Settings,
  log: (level: LogLevel, text: string) => void,
): Services {
  const { clickhouse, ...clients } = openServiceClients(endpoints, settings, {
    clientId: 'marsad-prover',
    connections,
    log,
  })
  return {
    ...clients,
    endpoints,
    paths,
    postgres: postgresSource(clients.pool, paths),
    warehouse: warehouseSource(clickhouse, paths),
    groups: { enricher: settings.enricherGroup, clickhouse: settings.clickhouseGroup },
    scanEntry: join(paths.entries, 'prover-scan.js'),
  }
}
