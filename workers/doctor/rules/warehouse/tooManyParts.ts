import { defineRule } from '../../rule'
import { clickhouseCommand, database, warehouseOf } from './warehouse'

/** A table has so many parts that merging does not keep up; at the limit ClickHouse refuses to insert. */
export const tooManyParts = defineRule({
  id: 'too_many_parts',
  breaks: [],
  symptomOf: ['machine', 'clickhouse'],
  words: {
    sentence: {
      en: 'The table {{table}} has too many parts: {{parts}} of {{limit}}.',
      ar: 'أجزاء الجدول {{table}} كثيرة: {{parts}} من حد قدره {{limit}}.',
    },
    hurts: {
      en: 'Queries become slow; at the limit ClickHouse refuses new rows.',
      ar: 'تبطؤ الاستعلامات، وعند بلوغ الحد يرفض ClickHouse أي صفوف جديدة.',
    },
    evidence: {
      parts: {
        en: 'Parts in its fullest partition: {{parts}}. Refused at: {{limit}}.',
        ar: 'عدد الأجزاء في أكثر أقسامه امتلاءً: {{parts}}. يُرفض عند: {{limit}}.',
      },
    },
    fixes: {
      merge: {
        summary: {
          en: 'Allow merging of {{table}}, and merge now.',
          ar: 'السماح بدمج أجزاء {{table}} ودمجها الآن.',
        },
      },
    },
  },
  find: (facts) => {
    const warehouse = warehouseOf(facts)
    if (warehouse === null) return []
    const { crowded_table: table, most_parts: parts, parts_limit: limit } = warehouse.state
    // A limit of 0 is none.
    if (limit <= 0 || parts * 3 <= limit) return []
    const isNear = parts * 3 > limit * 2
    const shown = `SELECT table, partition_id, count() FROM system.parts WHERE database = '${database}' AND active GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 3`
    return [
      {
        subject: table,
        severity: isNear ? 'fail' : 'warn',
        values: { table, parts, limit },
        evidence: [{ word: 'parts', values: { parts, limit }, command: clickhouseCommand(facts.endpoints, shown) }],
        breaks: isNear ? ['warehouse'] : [],
      },
    ]
  },
  fixes: {
    merge: {
      safe: true,
      run: async ({ services: { clickhouse }, signal }, { subject }) => {
        for (const query of [
          'SYSTEM START MERGES {database:Identifier}.{table:Identifier}',
          'OPTIMIZE TABLE {database:Identifier}.{table:Identifier}',
        ])
          await clickhouse.command({ query, query_params: { database, table: subject }, abort_signal: signal })
      },
      settleMs: 120_000,
    },
  },
})
