import { defineRule } from '../../rule'
import {
  attach,
  errorsTable,
  listCommand,
  listDetachedCommand,
  mainTable,
  prepare,
  prepareWords,
  presenceOf,
  warehouseOf,
} from './warehouse'

/** A table that holds rows is gone, or was detached: with it missing, ClickHouse takes nothing from the topic. */
export const warehouseTableMissing = defineRule({
  id: 'warehouse_table_missing',
  breaks: ['warehouse'],
  symptomOf: ['clickhouse', 'warehouse'],
  // While the warehouse is being prepared.
  holdMs: 3_000,
  words: {
    sentence: {
      en: 'The table {{table}} is not there: ClickHouse has nowhere to put what arrives.',
      ar: 'الجدول {{table}} غير موجود: لا يجد ClickHouse مكانًا لما يصل.',
    },
    hurts: {
      en: 'No rows arrive; queries of it fail. The topic keeps the records meanwhile.',
      ar: 'لا تصل صفوف، والاستعلام عنه يفشل. يحتفظ الموضوع بالسجلات في هذه الأثناء.',
    },
    evidence: {
      missing: { en: 'ClickHouse knows no {{table}}.', ar: 'لا يعرف ClickHouse جدولًا باسم {{table}}.' },
      detached: {
        en: '{{table}} was detached: its rows are on disk, but nobody sees them.',
        ar: 'فُصل {{table}}: صفوفه باقية على القرص لكن لا أحد يراها.',
      },
    },
    fixes: {
      prepare: {
        ...prepareWords,
        warning: {
          en: 'Rows older than what the topic keeps do not come back by this: backfill them afterwards.',
          ar: 'ما هو أقدم مما يحتفظ به الموضوع لا يعود بهذا: أعد تعبئته بعد ذلك.',
        },
      },
      attach: { summary: { en: 'Attach {{table}} again, with its rows.', ar: 'إعادة وصل {{table}} بصفوفه.' } },
    },
  },
  find: (facts) => {
    const warehouse = warehouseOf(facts)
    if (warehouse === null) return []
    return [mainTable, errorsTable].flatMap((table) => {
      const presence = presenceOf(warehouse, table)
      if (presence === 'there') return []
      const command = presence === 'missing' ? listCommand(facts.endpoints) : listDetachedCommand(facts.endpoints)
      return [
        {
          subject: table,
          severity: 'fail' as const,
          values: { table },
          evidence: [{ word: presence, values: { table }, command }],
          fixes: presence === 'missing' ? (['prepare'] as const) : (['attach'] as const),
        },
      ]
    })
  },
  fixes: {
    prepare,
    attach: { safe: true, run: (tools, { subject }) => attach(tools, subject) },
  },
})
