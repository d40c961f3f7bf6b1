/** Positive control "no fence in Redis", for workers/shared/redisScript.ts: the scripts are read from the altered folder beside the variant. */
import { join } from 'node:path'
import { loadRedisScript as loadPlain } from '../../../workers/shared/redisScript'
import { place } from './place'

export * from '../../../workers/shared/redisScript'

export const loadRedisScript: typeof loadPlain = (_sql, name) => loadPlain(join(place, 'sql'), name)
