import { describeCause } from '../../contract/errors'
import type { Endpoints } from '../../contract/workers'

/** The passwords of these endpoints. */
function secretsOf({ postgres, debezium, kafka, connect, clickhouse, redis, inside }: Endpoints): string[] {
  const known = [
    postgres.password,
    debezium.password,
    kafka.sasl?.password,
    inside.kafka.sasl?.password,
    connect.account?.password,
    clickhouse.password,
    redis.password,
  ]
  return known.flatMap((secret) => (typeof secret === 'string' && secret !== '' ? [secret] : []))
}

/**
 * What a server said of a failure, without the passwords: it may quote the statement that it did not understand. One that is spelled
 * within a statement (quotes doubled or escaped) is found as well.
 */
export function hideSecrets(thrown: unknown, endpoints: Endpoints): Error {
  const spellings = secretsOf(endpoints).flatMap((secret) => [
    secret,
    secret.replace(/\\/g, '\\\\').replace(/'/g, "\\'"),
    secret.replace(/'/g, "''"),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ])
  // The longest first: a shorter spelling may be a part of it.
  const text = [...new Set(spellings)]
    .sort((a, b) => b.length - a.length)
    .reduce((told, spelling) => told.replaceAll(spelling, '[hidden]'), describeCause(thrown))
  const hidden = new Error(text)
  hidden.stack = text
  return hidden
}
