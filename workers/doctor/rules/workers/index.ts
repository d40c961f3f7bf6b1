/** The rules of the workers, causes before what may follow from them. */
import type { Rule } from '../../rule'
import { contentUnknown } from './contentUnknown'
import { groupShared } from './groupShared'
import { recordsGone } from './recordsGone'
import { secondEnricher } from './secondEnricher'
import { transactionBlocks } from './transactionBlocks'
import { workerBehind } from './workerBehind'
import { workerFailed } from './workerFailed'
import { workerLooping } from './workerLooping'
import { workerSilent } from './workerSilent'
import { workerStalled } from './workerStalled'

export const workerRules: readonly Rule[] = [
  workerFailed,
  workerSilent,
  workerLooping,
  recordsGone,
  groupShared,
  secondEnricher,
  transactionBlocks,
  workerStalled,
  workerBehind,
  contentUnknown,
]
