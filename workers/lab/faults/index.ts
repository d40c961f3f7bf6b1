/** All faults, in the order in which an event meets what they break within each kind: one line each. */
import type { Fault } from '../fault'
import { cutReplication } from './cutReplication'
import { drops } from './drop'
import { kills } from './kill'
import { pauses } from './pause'
import { poisons } from './poison'
import { skewClock } from './skewClock'
import { slows } from './slow'

export const faults: readonly Fault[] = [...kills, ...pauses, ...slows, cutReplication, ...poisons, ...drops, skewClock]
