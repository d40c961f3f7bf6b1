/** The rules of the connector, causes before what may follow from them; those of Postgres come before all of these. */
import type { Rule } from '../../rule'
import { slotRules } from '../postgres'
import { captureSilent } from './captureSilent'
import { connectorDiffers } from './connectorDiffers'
import { connectorFailed } from './connectorFailed'
import { connectorMissing } from './connectorMissing'
import { connectorPaused } from './connectorPaused'
import { connectorUnassigned } from './connectorUnassigned'
import { pluginMissing } from './pluginMissing'

export const connectRules: readonly Rule[] = [
  pluginMissing,
  connectorMissing,
  connectorDiffers,
  connectorFailed,
  connectorPaused,
  connectorUnassigned,
  ...slotRules,
  captureSilent,
]
