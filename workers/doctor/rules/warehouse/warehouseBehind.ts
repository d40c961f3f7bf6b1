import { defineRule } from '../../rule'
import { groupCommand } from './progress'
import { kafkaTable, warehouseOf } from './warehouse'

const spanMs = 20_000
/** Below this a lag is no trouble to anybody: seconds of heavy traffic. */
const large = 5_000
/** It grows when it has become larger by this share. */
const growth = 1.2

/** ClickHouse takes records, but fewer than come. */
export const warehouseBehind = defineRule({
  id: 'warehouse_behind',
  breaks: ['pace'],
  symptomOf: ['machine', 'processors', 'clickhouse', 'kafka', 'capture', 'topics', 'enricher', 'warehouse', 'observer'],
  holdMs: 5_000,
  words: {
    sentence: {
      en: 'ClickHouse falls behind: more records come than it takes.',
      ar: 'يتأخر ClickHouse: يصل من السجلات أكثر مما يأخذ.',
    },
    hurts: {
      en: 'What queries show becomes older and older; nothing is lost as long as the topic keeps it.',
      ar: 'ما تعرضه الاستعلامات يزداد قدمًا، ولا يضيع شيء ما دام الموضوع يحتفظ به.',
    },
    evidence: {
      lag: {
        en: 'Its lag grew from {{before}} to {{lag}} records within {{age}}.',
        ar: 'زاد تأخره من {{before}} إلى {{lag}} سجل خلال {{age}}.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const lag = facts.trend('clickhouse_lag', spanMs)
    const position = facts.trend('clickhouse_position', spanMs)
    if (warehouseOf(facts) === null || lag === null || position === null) return []
    // One that stands still is another matter.
    if (position.last <= position.first || lag.last < large || lag.last < lag.first * growth) return []
    return [
      {
        subject: kafkaTable,
        severity: 'warn',
        evidence: [
          {
            word: 'lag',
            values: { before: lag.first, lag: lag.last, age: { ms: spanMs } },
            command: groupCommand(facts),
          },
        ],
      },
    ]
  },
  fixes: {},
})
