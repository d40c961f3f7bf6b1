import type { Facts } from '../../facts'
import type { GroupMember } from '../../probes/kafka'
import { defineRule } from '../../rule'
import { groupCommand } from './progress'
import { newGroup, newGroupWords } from './renew'
import { database, kafkaTable, warehouseOf } from './warehouse'

/** Somebody else reads as ClickHouse's group: it takes partitions away, and what it commits ClickHouse never sees. */
export const warehouseGroupShared = defineRule({
  id: 'warehouse_group_shared',
  breaks: ['warehouse'],
  symptomOf: ['clickhouse', 'kafka'],
  holdMs: 3_000,
  words: {
    sentence: {
      en: 'Another program reads as ClickHouse’s consumer group {{group}}.',
      ar: 'برنامج آخر يقرأ باسم مجموعة استهلاك ClickHouse وهي {{group}}.',
    },
    hurts: {
      en: 'It takes a share of the records: those never become rows.',
      ar: 'يأخذ نصيبًا من السجلات، وهذه لا تصير صفوفًا أبدًا.',
    },
    evidence: {
      member: {
        en: 'A member calls itself {{client}} and comes from {{host}}.',
        ar: 'في المجموعة عضو يسمي نفسه {{client}} ويتصل من {{host}}.',
      },
      advice: {
        en: 'End that program or give it a group of its own, or give ClickHouse a new one: then what was taken comes back.',
        ar: 'أوقف ذلك البرنامج أو أعطه مجموعة خاصة به، أو أعطِ ClickHouse مجموعة جديدة: يعود عندها ما أخذه.',
      },
    },
    fixes: { new_group: newGroupWords },
  },
  find: (facts) => {
    const group = facts.settings.clickhouseGroup
    const strangers = strangersIn(facts)
    if (strangers.length === 0) return []
    return [
      {
        subject: group,
        severity: 'fail',
        values: { group },
        evidence: [
          ...strangers.map(({ clientId, host }) => ({
            word: 'member' as const,
            values: { client: clientId, host },
            command: `${groupCommand(facts)} --members`,
          })),
          { word: 'advice' },
        ],
      },
    ]
  },
  fixes: { new_group: newGroup },
})

/** ClickHouse names its clients after itself, its host and the table: `ClickHouse-HOST-analytics-engagement_enriched_kafka`. */
function strangersIn(facts: Facts): readonly GroupMember[] {
  const members = facts.kafka.value?.groups.get(facts.settings.clickhouseGroup)?.members
  if (warehouseOf(facts) === null || members === undefined) return []
  return members.filter(({ clientId }) => !clientId.includes(`${database}-${kafkaTable}`))
}
