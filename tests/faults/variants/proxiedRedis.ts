/** Stands for workers/shared/redis.ts: the connection to Redis goes through the proxy. */
import { connectRedis as connectPlain } from '../../../workers/shared/redis'
import { proxyPorts } from './throughProxy'

export * from '../../../workers/shared/redis'

export const connectRedis: typeof connectPlain = (endpoints, log) =>
  connectPlain(
    { ...endpoints, redis: { ...endpoints.redis, nodes: [{ host: '127.0.0.1', port: proxyPorts().redis }] } },
    log,
  )
