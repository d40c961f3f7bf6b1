import type { Facts } from '../../facts'

/** Whether a service runs and its probe has an answer. */
export function answers(facts: Facts, service: string): boolean {
  const { postgres, kafka, connect, clickhouse, redis, stack } = facts
  const looks: Readonly<Record<string, { readonly value: unknown }>> = { postgres, kafka, connect, clickhouse, redis }
  const runs = stack?.services.some(({ name, state }) => name === service && state === 'running') === true
  return runs && (looks[service]?.value ?? null) !== null
}
