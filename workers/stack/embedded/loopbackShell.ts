import type { ServiceName } from '../../../contract/snapshot'

/** A command for a terminal of this machine that opens a service's own shell; null where it has none here. */
export function loopbackShell(name: ServiceName, port: number): string | null {
  switch (name) {
    case 'postgres':
      return `psql -h localhost -p ${port} -U app -d appdb`
    case 'redis':
      return `redis-cli -p ${port}`
    case 'kafka':
    case 'connect':
    case 'clickhouse':
      return null
  }
}
