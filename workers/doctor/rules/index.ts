/** All rules, causes before what may follow from them: one line each. */
import type { Rule } from '../rule'
import { redisRules } from './redis'
import { warehouseRules } from './warehouse'
import { connectRules } from './connect'
import { postgresRules } from './postgres'
import { serviceFailed } from './services/serviceFailed'
import { serviceSilent } from './services/serviceSilent'
import { serviceStarting } from './services/serviceStarting'
import { serviceStopped } from './services/serviceStopped'

export const rules: readonly Rule[] = [
  serviceFailed,
  serviceStopped,
  serviceStarting,
  serviceSilent,
  ...postgresRules,
  ...connectRules,
  ...warehouseRules,
  ...redisRules,
]
