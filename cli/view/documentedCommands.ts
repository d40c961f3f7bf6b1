import { isDeepStrictEqual } from 'node:util'
import { connectorName } from '../../contract/pipeline'
import { defaultSettings, type Ports } from '../../contract/settings'

/** The checks of the README with the ports in use; none where all ports are the documented ones. */
export function documentedCommands(ports: Ports): string[] {
  if (isDeepStrictEqual(ports, defaultSettings.ports)) return []
  return [
    `curl -u ch:chpw 'http://localhost:${ports.clickhouse}/?query=SELECT%20count()%20FROM%20analytics.engagement_enriched'`,
    `curl http://localhost:${ports.connect}/connectors/${connectorName}/status`,
    `redis-cli -p ${ports.redis} ZREVRANGE "zset:eng:minute:$(date -u +%Y%m%d%H%M)" 0 9 WITHSCORES`,
    `PGPASSWORD=app psql -h localhost -p ${ports.postgres} -U app -d appdb`,
  ]
}
