import { createServer } from 'node:net'
import { once } from 'node:events'
import { serviceNames, type ServiceName } from '../../contract/snapshot'

/** `count` ports of the loopback that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
    return address.port
  })
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

/** A free port for each service, so that stacks which start side by side prefer none in common. */
export async function freeServicePorts(): Promise<Record<ServiceName, number>> {
  const [postgres = 0, kafka = 0, connect = 0, clickhouse = 0, redis = 0] = await freePorts(serviceNames.length)
  return { postgres, kafka, connect, clickhouse, redis }
}
