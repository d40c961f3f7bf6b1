/** Positive control "no fence in Redis", for workers/clients/redisScript.ts: the scripts are read from the altered folder beside the variant. */
import { join } from 'node:path'
import { loadRedisScript as loadPlain } from '../../../workers/clients/redisScript'
import { place } from './place'

export * from '../../../workers/clients/redisScript'

export const loadRedisScript: typeof loadPlain = (_sql, name) => loadPlain(join(place, 'sql'), name)
