import type { Endpoints } from './workers'

/** The passwords of these endpoints, as far as there are any. */
export function passwordsOf({
  postgres,
  postgresSuperuser,
  debezium,
  kafka,
  connect,
  clickhouse,
  redis,
  inside,
}: Endpoints): string[] {
  const known = [
    postgres.password,
    postgresSuperuser?.password,
    debezium.password,
    kafka.sasl?.password,
    inside.kafka.sasl?.password,
    connect.account?.password,
    clickhouse.password,
    redis.password,
  ]
  return known.flatMap((secret) => (typeof secret === 'string' && secret !== '' ? [secret] : []))
}
