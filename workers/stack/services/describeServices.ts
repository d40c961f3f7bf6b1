import type { ServiceName } from '../../../contract/snapshot'
import { describeClickhouse } from './clickhouse'
import { describeConnect } from './connect'
import type { Place, ServiceDescription } from './description'
import { describeKafka } from './kafka'
import { describePostgres } from './postgres'
import { describeRedis } from './redis'

/** Every service of the embedded stack; adding one is a file beside this one and a line here. */
export const describeServices: Readonly<Record<ServiceName, (place: Place) => ServiceDescription>> = {
  postgres: describePostgres,
  kafka: describeKafka,
  connect: describeConnect,
  clickhouse: describeClickhouse,
  redis: describeRedis,
}
