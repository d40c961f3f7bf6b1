/** Stands for workers/clients/redis.ts: the connection to Redis goes through the proxy. */
import { connectRedis as connectPlain } from '../../../workers/clients/redis'
import { proxyPorts } from './throughProxy'

export * from '../../../workers/clients/redis'

export const connectRedis: typeof connectPlain = (endpoints, log) =>
  connectPlain(
    { ...endpoints, redis: { ...endpoints.redis, nodes: [{ host: '127.0.0.1', port: proxyPorts().redis }] } },
    log,
  )
