import { defineRule } from '../../rule'
import {
  attach,
  errorsView,
  listCommand,
  listDetachedCommand,
  mainView,
  prepare,
  prepareWords,
  presenceOf,
  remakeView,
  warehouseOf,
} from './warehouse'

/** A view between the topic and a table is gone, or was detached: what is read meanwhile goes past that table. */
export const warehouseViewMissing = defineRule({
  id: 'warehouse_view_missing',
  breaks: ['warehouse'],
  symptomOf: ['clickhouse', 'warehouse'],
  // While the warehouse is being prepared.
  holdMs: 3_000,
  words: {
    sentence: {
      en: 'The view {{view}} is not there: what ClickHouse reads from the topic does not become rows.',
      ar: 'العرض {{view}} غير موجود: ما يقرؤه ClickHouse من الموضوع لا يصير صفوفًا.',
    },
    hurts: {
      en: 'Records that are read meanwhile are missing from the warehouse until the topic is read again.',
      ar: 'ما يُقرأ في هذه الأثناء يغيب عن المستودع حتى يُقرأ الموضوع من جديد.',
    },
    evidence: {
      missing: { en: 'ClickHouse knows no {{view}}.', ar: 'لا يعرف ClickHouse عرضًا باسم {{view}}.' },
      detached: { en: '{{view}} was detached.', ar: 'فُصل {{view}}.' },
    },
    fixes: {
      prepare: prepareWords,
      remake: prepareWords,
    },
  },
  find: (facts) => {
    const warehouse = warehouseOf(facts)
    if (warehouse === null) return []
    return [mainView, errorsView].flatMap((view) => {
      const presence = presenceOf(warehouse, view)
      if (presence === 'there') return []
      const shown = presence === 'missing' ? listCommand(facts.endpoints) : listDetachedCommand(facts.endpoints)
      return [
        {
          subject: view,
          severity: 'fail' as const,
          values: { view },
          evidence: [{ word: presence, values: { view }, command: shown }],
          fixes: presence === 'missing' ? (['prepare'] as const) : (['remake'] as const),
        },
      ]
    })
  },
  fixes: {
    prepare,
    // Attached alone, it would get what comes from now on, and what went past it would be missing for good. It holds no rows.
    remake: {
      ...prepare,
      run: async (tools, found) => {
        await attach(tools, found.subject)
        await remakeView(tools, found)
      },
    },
  },
})
