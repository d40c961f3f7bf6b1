/** The rules of time. */
import type { Rule } from '../../rule'
import { clocksApart } from './clocksApart'
import { eventsOutOfTime } from './eventsOutOfTime'
import { freshnessOverBudget } from './freshnessOverBudget'

export const timeRules: readonly Rule[] = [clocksApart, eventsOutOfTime, freshnessOverBudget]
