import { defineRule } from '../../rule'
import { kafkaTable, listCommand, prepare, presenceOf, warehouseOf } from './warehouse'

/** The table that reads the topic is gone. */
export const kafkaTableMissing = defineRule({
  id: 'kafka_table_missing',
  breaks: ['warehouse'],
  symptomOf: ['clickhouse', 'warehouse'],
  // It is dropped and made anew when the warehouse is prepared.
  holdMs: 3_000,
  words: {
    sentence: {
      en: 'The Kafka table {{table}} is not there: ClickHouse does not read the topic.',
      ar: 'جدول كافكا {{table}} غير موجود: لا يقرأ ClickHouse الموضوع.',
    },
    hurts: {
      en: 'No rows arrive. The topic keeps the records, and the group’s place in it.',
      ar: 'لا تصل صفوف. يحتفظ الموضوع بالسجلات وبموضع المجموعة فيه.',
    },
    evidence: {
      missing: { en: 'ClickHouse knows no {{table}}.', ar: 'لا يعرف ClickHouse جدولًا باسم {{table}}.' },
    },
    fixes: {
      prepare: {
        summary: {
          en: 'Make it again; it goes on where its group had come to.',
          ar: 'إنشاؤه من جديد؛ يواصل من حيث وصلت مجموعته.',
        },
      },
    },
  },
  find: (facts) => {
    const warehouse = warehouseOf(facts)
    if (warehouse === null || presenceOf(warehouse, kafkaTable) !== 'missing') return []
    const values = { table: kafkaTable }
    return [
      {
        subject: kafkaTable,
        severity: 'fail',
        values,
        evidence: [{ word: 'missing', values, command: listCommand(facts.endpoints) }],
      },
    ]
  },
  fixes: { prepare },
})
