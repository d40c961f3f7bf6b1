/** The rules of the engine, the stack and its services, causes before what may follow from them. */
import type { Rule } from '../../rule'
import { engineAbsent } from './engineAbsent'
import { portTaken } from './portTaken'
import { serviceFailed } from './serviceFailed'
import { serviceLooping } from './serviceLooping'
import { serviceRefuses } from './serviceRefuses'
import { serviceSilent } from './serviceSilent'
import { serviceStarting } from './serviceStarting'
import { serviceStopped } from './serviceStopped'
import { serviceUnhealthy } from './serviceUnhealthy'
import { startFailed } from './startFailed'

export const serviceRules: readonly Rule[] = [
  engineAbsent,
  startFailed,
  serviceFailed,
  serviceStopped,
  serviceStarting,
  serviceUnhealthy,
  serviceSilent,
  serviceRefuses,
  serviceLooping,
  portTaken,
]
