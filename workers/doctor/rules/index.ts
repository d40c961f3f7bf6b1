/** All rules, causes before what may follow from them: one line each. */
import type { Rule } from '../rule'
import { connectorPaused } from './connect/connectorPaused'
import { serviceFailed } from './services/serviceFailed'
import { serviceSilent } from './services/serviceSilent'
import { serviceStarting } from './services/serviceStarting'
import { serviceStopped } from './services/serviceStopped'

export const rules: readonly Rule[] = [serviceFailed, serviceStopped, serviceStarting, serviceSilent, connectorPaused]
