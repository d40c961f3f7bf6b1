import { topics } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { clickhouseCommand, database, errorsTable, warehouseOf } from './warehouse'

/** For how long it is told that records were refused, in milliseconds. */
const spanMs = 60_000
const shownLength = 300

/** Records arrive that ClickHouse cannot make rows of: somebody else writes to the topic, or its shape has changed. */
export const warehouseRefusesRecords = defineRule({
  id: 'warehouse_refuses_records',
  breaks: [],
  symptomOf: ['clickhouse'],
  words: {
    sentence: {
      en: 'Records arrive on {{topic}} that ClickHouse cannot make rows of.',
      ar: 'تصل إلى {{topic}} سجلات لا يستطيع ClickHouse أن يجعل منها صفوفًا.',
    },
    hurts: {
      en: 'Those records are missing from the warehouse. They are kept, with their bytes, in {{table}}.',
      ar: 'تغيب هذه السجلات عن المستودع. وهي محفوظة ببايتاتها في {{table}}.',
    },
    evidence: {
      count: {
        en: 'Refused within the last minute: {{count}}; in all: {{all}}.',
        ar: 'المرفوض خلال الدقيقة الأخيرة: {{count}}؛ والمجموع: {{all}}.',
      },
      refused: { en: '{{place}}: {{error}}', ar: '{{place}}: {{error}}' },
    },
    fixes: {},
  },
  find: (facts) => {
    const warehouse = warehouseOf(facts)
    const errors = facts.recent('clickhouse_errors', spanMs)
    if (warehouse === null || errors === null || errors.last <= errors.least) return []
    const newest = warehouse.refused.filter(({ at_ms: at }) => warehouse.state.clock_ms - at < 2 * spanMs)
    const shown = `SELECT * FROM ${database}.${errorsTable} ORDER BY at DESC LIMIT 3 FORMAT Vertical`
    const command = clickhouseCommand(facts.endpoints, shown)
    return [
      {
        subject: topics.enriched,
        severity: 'warn',
        values: { topic: topics.enriched, table: `${database}.${errorsTable}` },
        evidence: [
          { word: 'count', values: { count: errors.last - errors.least, all: errors.last }, command },
          ...newest.map(({ topic, partition, offset, error }) => ({
            word: 'refused' as const,
            values: { place: `${topic}/${partition}@${offset}`, error: error.slice(0, shownLength) },
          })),
        ],
      },
    ]
  },
  fixes: {},
})
