/** The rules of Postgres, causes before what may follow from them. */
import type { Rule } from '../../rule'
import { grantMissing } from './grantMissing'
import { identityNotFull } from './identityNotFull'
import { noFreeSlot } from './noFreeSlot'
import { postgresReadOnly } from './postgresReadOnly'
import { publicationIncomplete } from './publicationIncomplete'
import { publicationMissing } from './publicationMissing'
import { roleMissing } from './roleMissing'
import { roleRefused } from './roleRefused'
import { slotInactive } from './slotInactive'
import { slotLost } from './slotLost'
import { slotMissing } from './slotMissing'
import { slotRetainsMuch } from './slotRetainsMuch'
import { tableDiffers } from './tableDiffers'
import { tableLocked } from './tableLocked'
import { tableMissing } from './tableMissing'
import { triggerMissing } from './triggerMissing'
import { walLevel } from './walLevel'

export const postgresRules: readonly Rule[] = [
  postgresReadOnly,
  walLevel,
  tableMissing,
  tableDiffers,
  tableLocked,
  roleMissing,
  roleRefused,
  grantMissing,
  publicationMissing,
  publicationIncomplete,
  identityNotFull,
  triggerMissing,
  noFreeSlot,
  slotLost,
  slotMissing,
]

/** What is seen of the slot when the connector does not read it: after the rules that tell why. */
export const slotRules: readonly Rule[] = [slotInactive, slotRetainsMuch]
