import { topics } from '../../../../contract/pipeline'
import type { Facts } from '../../facts'
import { defineRule } from '../../rule'
import { kafkaOf, kafkaTool } from '../topics/topics'

/** Far longer than an enricher's transaction, which ends within a fraction of a second. */
const stillMs = 20_000

/** Who reads committed records. That all of them stand at once has one cause. */
const readers = [
  ['clickhouse_position', 'clickhouse_lag'],
  ['leaderboard_position', 'leaderboard_lag'],
] as const

/** Whether a group has committed nothing for a while though the topic goes on behind it. */
function stands({ trend }: Facts, [positionKey, lagKey]: (typeof readers)[number]): boolean {
  const position = trend(positionKey, stillMs)
  const lag = trend(lagKey, stillMs)
  return position !== null && lag !== null && position.least === position.most && lag.last > 0
}

/** Somebody's open transaction holds back all that was committed behind it: readers of committed records stand still. */
export const transactionBlocks = defineRule({
  id: 'transaction_blocks',
  breaks: ['topics', 'warehouse', 'leaderboard'],
  symptomOf: ['machine', 'kafka', 'observer', 'enricher'],
  words: {
    sentence: {
      en: 'A transaction that is left open on {{topic}} holds back the records behind it.',
      ar: 'معاملة مفتوحة على {{topic}} تحجز السجلات التي بعدها.',
    },
    hurts: {
      en: 'ClickHouse and the leaderboard read committed records only: they wait until it ends. Nothing is lost.',
      ar: 'لا يقرأ ClickHouse ولوحة الصدارة إلا السجلات المثبتة، فينتظران نهايتها. لا يضيع شيء.',
    },
    evidence: {
      grows: {
        en: 'Within {{age}} the topic grew by {{grown}} offsets, of which none could be read as committed.',
        ar: 'خلال {{age}} كبر الموضوع بمقدار {{grown}} إزاحة، لم يمكن قراءة شيء منها مثبتًا.',
      },
      whose: {
        en: 'Whose it is: Kafka’s own tool names the producer, and can end its transaction.',
        ar: 'لمن هي: أداة كافكا تسمي المنتِج ويمكنها إنهاء معاملته.',
      },
      ends: {
        en: 'Kafka ends it by itself when its own time limit is over, by default after at most 15 minutes.',
        ar: 'ينهيها كافكا من تلقاء نفسه حين تنقضي مهلتها، وأقصاها 15 دقيقة ما لم يُغيَّر ذلك.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const end = facts.trend('end_of_enriched', stillMs)
    const since = facts.trend('end_of_enriched', stillMs / 2)
    if (kafkaOf(facts) === null || end === null || since === null || !readers.every((each) => stands(facts, each)))
      return []
    // Of the newest some may be on their way.
    const grown = since.first - end.first
    if (grown <= 0) return []
    return [
      {
        subject: topics.enriched,
        severity: 'fail',
        values: { topic: topics.enriched },
        evidence: [
          { word: 'grows', values: { age: { ms: stillMs }, grown } },
          { word: 'whose', command: kafkaTool(facts, 'kafka-transactions', 'list') },
          { word: 'ends' },
        ],
      },
    ]
  },
  fixes: {},
})
