import type { RemoteProfile } from '../../../contract/remote'
import type { ServiceName } from '../../../contract/snapshot'

export interface ShownAddress {
  readonly host: string
  readonly port: number
}

/** Of each service the address that the view shows: of several the first. Without a profile, none. */
export function shownAddresses(profile: RemoteProfile | null): Readonly<Record<ServiceName, ShownAddress>> {
  const none: ShownAddress = { host: '', port: 0 }
  if (profile === null) return { postgres: none, kafka: none, connect: none, clickhouse: none, redis: none }
  const { postgres, kafka, connect, clickhouse, redis } = profile
  return {
    postgres: { host: postgres.host, port: postgres.port },
    kafka: ofBroker(kafka.brokers[0] ?? ''),
    connect: ofUrl(connect.url),
    clickhouse: ofUrl(clickhouse.url),
    redis: redis.nodes[0] ?? none,
  }
}

function ofBroker(broker: string): ShownAddress {
  const end = broker.lastIndexOf(':')
  return { host: broker.slice(0, end), port: Number(broker.slice(end + 1)) }
}

function ofUrl(text: string): ShownAddress {
  const { hostname, port, protocol } = new URL(text)
  return { host: hostname, port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port) }
}
