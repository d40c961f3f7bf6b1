import { defineRule } from '../../rule'
import { attach, kafkaTable, listDetachedCommand, presenceOf, warehouseOf } from './warehouse'

/** The table that reads the topic was detached: a usual way to pause ClickHouse, and easily forgotten. */
export const kafkaTableDetached = defineRule({
  id: 'kafka_table_detached',
  breaks: ['warehouse'],
  symptomOf: ['clickhouse'],
  // The stack detaches it for a moment when it renews a stalled consumer.
  holdMs: 5_000,
  words: {
    sentence: {
      en: 'The Kafka table {{table}} is detached: ClickHouse does not read the topic.',
      ar: 'جدول كافكا {{table}} مفصول: لا يقرأ ClickHouse الموضوع.',
    },
    hurts: {
      en: 'No rows arrive. The topic keeps the records, and the group’s place in it.',
      ar: 'لا تصل صفوف. يحتفظ الموضوع بالسجلات وبموضع المجموعة فيه.',
    },
    evidence: {
      detached: {
        en: 'ClickHouse lists {{table}} among its detached tables.',
        ar: 'يذكر ClickHouse الجدول {{table}} بين الجداول المفصولة.',
      },
    },
    fixes: {
      attach: {
        summary: {
          en: 'Attach it; it goes on where its group had come to.',
          ar: 'إعادة وصله؛ يواصل من حيث وصلت مجموعته.',
        },
      },
    },
  },
  find: (facts) => {
    const warehouse = warehouseOf(facts)
    if (warehouse === null || presenceOf(warehouse, kafkaTable) !== 'detached') return []
    const values = { table: kafkaTable }
    return [
      {
        subject: kafkaTable,
        severity: 'fail',
        values,
        evidence: [{ word: 'detached', values, command: listDetachedCommand(facts.endpoints) }],
      },
    ]
  },
  fixes: {
    attach: { safe: true, run: (tools) => attach(tools, kafkaTable), settleMs: 60_000 },
  },
})
