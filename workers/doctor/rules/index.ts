/** All rules, causes before what may follow from them: one line each. */
import type { Rule } from '../rule'
import { figuresUnknown } from './figuresUnknown'
import { machineRules } from './machine'
import { redisRules } from './redis'
import { serviceRules } from './services'
import { timeRules } from './time'
import { topicRules } from './topics'
import { workerRules } from './workers'
import { warehouseRules } from './warehouse'
import { connectRules } from './connect'
import { postgresRules } from './postgres'

export const rules: readonly Rule[] = [
  ...machineRules,
  ...serviceRules,
  ...postgresRules,
  ...connectRules,
  ...topicRules,
  ...workerRules,
  ...warehouseRules,
  ...redisRules,
  ...timeRules,
  figuresUnknown,
]
