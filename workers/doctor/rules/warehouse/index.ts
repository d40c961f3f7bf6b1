/** The rules of the warehouse, causes before what may follow from them. */
import type { Rule } from '../../rule'
import { kafkaTableDetached } from './kafkaTableDetached'
import { kafkaTableDiffers } from './kafkaTableDiffers'
import { kafkaTableMissing } from './kafkaTableMissing'
import { rowsMissing } from './rowsMissing'
import { rowsRepeated } from './rowsRepeated'
import { tooManyParts } from './tooManyParts'
import { warehouseBehind } from './warehouseBehind'
import { warehouseConsumerFailing } from './warehouseConsumerFailing'
import { warehouseGroupShared } from './warehouseGroupShared'
import { warehouseRefusesRecords } from './warehouseRefusesRecords'
import { warehouseStalled } from './warehouseStalled'
import { warehouseTableMissing } from './warehouseTableMissing'
import { warehouseViewDiffers } from './warehouseViewDiffers'
import { warehouseViewMissing } from './warehouseViewMissing'

export const warehouseRules: readonly Rule[] = [
  // Before those that are mended by preparing: that cannot be done while this table is detached.
  kafkaTableDetached,
  warehouseTableMissing,
  warehouseViewMissing,
  warehouseViewDiffers,
  kafkaTableMissing,
  kafkaTableDiffers,
  warehouseGroupShared,
  tooManyParts,
  warehouseConsumerFailing,
  warehouseStalled,
  warehouseBehind,
  warehouseRefusesRecords,
  rowsMissing,
  rowsRepeated,
]
