import {
  ChartNoAxesColumn,
  FlaskConical,
  Scale,
  ServerCog,
  Settings,
  SquareStack,
  Stethoscope,
  Warehouse,
  Workflow,
  type LucideIcon,
} from 'lucide-react'
import type { ComponentType } from 'react'
import type { ScreenId } from '../state/navigation'
import { DoctorScreen } from './doctor/DoctorScreen'
import { LabScreen } from './lab/LabScreen'
import { LeaderboardScreen } from './leaderboard/LeaderboardScreen'
import { PipelineScreen } from './pipeline/PipelineScreen'
import { ProofScreen } from './proof/ProofScreen'
import { SettingsScreen } from './settings/SettingsScreen'
import { StackScreen } from './stack/StackScreen'
import { TopicsScreen } from './topics/TopicsScreen'
import { WarehouseScreen } from './warehouse/WarehouseScreen'

export interface ScreenEntry {
  readonly id: ScreenId
  readonly icon: LucideIcon
  readonly Screen: ComponentType
}

/** The screens that exist, in the order of the rail and of the number keys: one line each. */
export const screens: readonly ScreenEntry[] = [
  { id: 'pipeline', icon: Workflow, Screen: PipelineScreen },
  { id: 'stack', icon: ServerCog, Screen: StackScreen },
  { id: 'topics', icon: SquareStack, Screen: TopicsScreen },
  { id: 'warehouse', icon: Warehouse, Screen: WarehouseScreen },
  { id: 'leaderboard', icon: ChartNoAxesColumn, Screen: LeaderboardScreen },
  { id: 'proof', icon: Scale, Screen: ProofScreen },
  { id: 'doctor', icon: Stethoscope, Screen: DoctorScreen },
  { id: 'lab', icon: FlaskConical, Screen: LabScreen },
  { id: 'settings', icon: Settings, Screen: SettingsScreen },
]
