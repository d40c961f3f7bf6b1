import { known } from '../../../../contract/known'
import { defineRule } from '../../rule'
import { kafkaOf } from '../topics/topics'
import { describeGroup, workerGroups } from './groups'

/** Markers of transactions take offsets too, and a group that has read everything stands before the last ones: a few for each start of the enricher. */
const markers = 100

/** Kafka has deleted records, by age or size, before a group had read them. */
export const recordsGone = defineRule({
  id: 'records_gone',
  breaks: [],
  symptomOf: ['kafka'],
  // Where groups stand is read after where the topics begin: once more, before it is told.
  holdMs: 2_500,
  words: {
    sentence: {
      en: 'Kafka has deleted {{count}} records of {{topic}} that the group {{group}} had not read.',
      ar: 'حذف كافكا من {{topic}} سجلات لم تقرأها المجموعة {{group}}، وعددها {{count}}.',
    },
    hurts: {
      en: 'Their events are in Postgres, but go no further by themselves: a reconciliation finds them, and its repair brings them back.',
      ar: 'أحداثها في Postgres لكنها لا تمضي أبعد من ذلك وحدها: تجدها المطابقة ويعيدها الإصلاح.',
    },
    evidence: {
      gap: {
        en: 'Partition {{partition}}: the group wants to go on at {{committed}}, the oldest record is {{low}}.',
        ar: 'القسم {{partition}}: تريد المجموعة المواصلة من {{committed}} وأقدم سجل هو {{low}}.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const groups = known(facts.pipeline?.groups)
    const topics = known(facts.pipeline?.topics)
    if (kafkaOf(facts) === null || groups === null || topics === null) return []
    const readers = [...workerGroups(facts).map(({ group }) => group), facts.settings.clickhouseGroup]
    return groups
      .filter(({ group }) => readers.includes(group))
      .flatMap(({ group, topic, partitions }) => {
        const bounds = topics.find(({ name }) => name === topic)?.partitions ?? []
        const gaps = partitions.flatMap(({ partition, committed }) => {
          const low = bounds.find((each) => each.partition === partition)?.low ?? 0
          return committed === null || low - committed <= markers ? [] : [{ partition, committed, low }]
        })
        if (gaps.length === 0) return []
        return [
          {
            subject: group,
            severity: 'fail' as const,
            values: { group, topic, count: gaps.reduce((sum, { low, committed }) => sum + low - committed, 0) },
            evidence: gaps.map((values) => ({ word: 'gap' as const, values, command: describeGroup(facts, group) })),
          },
        ]
      })
  },
  fixes: {},
})
