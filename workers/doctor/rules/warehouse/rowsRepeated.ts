import { known } from '../../../../contract/known'
import { defineRule } from '../../rule'
import { clickhouseCommand, database, mainTable, warehouseOf } from './warehouse'

/** ClickHouse merges by itself within minutes, except where it finds it too costly. */
const restsMs = 10 * 60_000
const many = 100_000
/** Stored rows for each event. */
const share = 1.5

/** Many stored rows wait to replace each other. Counts are right all the same, but queries read more than they need. */
export const rowsRepeated = defineRule({
  id: 'rows_repeated',
  breaks: [],
  symptomOf: ['clickhouse', 'warehouse', 'observer'],
  holdMs: restsMs,
  words: {
    sentence: {
      en: 'ClickHouse stores {{raw}} rows for {{distinct}} events: versions of the same event that are not merged yet.',
      ar: 'يخزّن ClickHouse من الصفوف {{raw}} لأحداث عددها {{distinct}}: نسخ من الحدث نفسه لم تُدمج بعد.',
    },
    hurts: {
      en: 'Nothing is counted twice by queries with FINAL, as here; they are slower, and others count too much.',
      ar: 'لا يُحسب شيء مرتين في استعلامات FINAL كما هنا؛ لكنها أبطأ، وغيرها يحسب أكثر من الصحيح.',
    },
    evidence: {
      rows: {
        en: 'Stored rows: {{raw}}; distinct live events: {{distinct}}.',
        ar: 'الصفوف المخزونة {{raw}}، والأحداث القائمة المميزة {{distinct}}.',
      },
    },
    fixes: {
      merge: {
        summary: { en: 'Merge the table now.', ar: 'دمج الجدول الآن.' },
        warning: { en: 'It reads and writes the whole table once.', ar: 'يقرأ الجدول كله ويكتبه مرة.' },
      },
    },
  },
  find: (facts) => {
    const counts = known(facts.pipeline?.clickhouse)
    if (warehouseOf(facts) === null || counts === null) return []
    const { raw, distinct } = counts
    if (raw - distinct < many || raw < distinct * share) return []
    return [
      {
        subject: mainTable,
        severity: 'info',
        values: { raw, distinct },
        evidence: [
          {
            word: 'rows',
            values: { raw, distinct },
            command: clickhouseCommand(
              facts.endpoints,
              `SELECT count(), uniqExact(event_id) FROM ${database}.${mainTable}`,
            ),
          },
        ],
      },
    ]
  },
  fixes: {
    merge: {
      safe: true,
      run: async ({ services: { clickhouse }, signal }) => {
        await clickhouse.command({ query: `OPTIMIZE TABLE ${database}.${mainTable} FINAL`, abort_signal: signal })
      },
      settleMs: 120_000,
    },
  },
})
