/** The rules of the machine that this console runs on. */
import type { Rule } from '../../rule'
import { diskNearlyFull } from './diskNearlyFull'
import { memoryShort } from './memoryShort'
import { openFiles } from './openFiles'
import { processorsBusy } from './processorsBusy'

export const machineRules: readonly Rule[] = [diskNearlyFull, memoryShort, processorsBusy, openFiles]
