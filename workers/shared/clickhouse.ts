/** ClickHouse as every worker uses it. */
import { createClient, type ClickHouseClient } from '@clickhouse/client'
import type { Endpoints } from '../../contract/workers'

/** A client whose answers count each live event once: `final` replaces and deletes by event id at read time. */
export function connectClickhouse(endpoints: Endpoints): ClickHouseClient {
  return createClient({
    url: endpoints.clickhouse.url,
    username: endpoints.clickhouse.user,
    password: endpoints.clickhouse.password,
    request_timeout: 30_000,
    keep_alive: { enabled: true },
    clickhouse_settings: { final: 1 },
  })
}
