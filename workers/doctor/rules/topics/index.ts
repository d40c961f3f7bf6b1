/** The rules of topics, causes before what may follow from them. */
import type { Rule } from '../../rule'
import { recordsNotEvents } from './recordsNotEvents'
import { topicInSync } from './topicInSync'
import { topicMissing } from './topicMissing'
import { topicPartitions } from './topicPartitions'
import { topicPolicy } from './topicPolicy'
import { topicRetention } from './topicRetention'

export const topicRules: readonly Rule[] = [
  topicMissing,
  topicInSync,
  topicPolicy,
  topicRetention,
  topicPartitions,
  recordsNotEvents,
]
