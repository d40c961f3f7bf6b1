/** ClickHouse as every worker uses it. */
import { Agent } from 'node:https'
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import type { Endpoints } from '../../contract/workers'
import { tlsTrust } from './tlsTrust'

const mostConnections = 10

/** A client whose answers count each live event once: `final` replaces and deletes by event id at read time. */
export function connectClickhouse({ clickhouse }: Endpoints): ClickHouseClient {
  const { tls } = clickhouse
  return createClient({
    url: clickhouse.url,
    username: clickhouse.user,
    password: clickhouse.password,
    request_timeout: 30_000,
    keep_alive: { enabled: true },
    clickhouse_settings: { final: 1 },
    // What fails is told to the caller; the client would write it to standard error as well.
    log: { level: ClickHouseLogLevel.OFF },
    // The client's own `tls` takes no other server name.
    ...(tls === null
      ? {}
      : { http_agent: new Agent({ ...tlsTrust(tls), keepAlive: true, maxSockets: mostConnections }) }),
  })
}
