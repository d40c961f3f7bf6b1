import { defineRule } from '../../rule'
import { postgresOf, psql } from './postgres'
import { isType, wantedTables } from './wantedTables'

/** A column that the pipeline reads is missing or of another type. Further columns do no harm. */
export const tableDiffers = defineRule({
  id: 'table_differs',
  breaks: [],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'The table {{table}} has other columns than the pipeline expects.',
      ar: 'أعمدة الجدول {{table}} تختلف عمّا يتوقعه خط المعالجة.',
    },
    hurts: {
      en: 'Its rows cannot be written or read as they should: events fail at the source, or end as dead letters.',
      ar: 'لا يمكن كتابة صفوفه أو قراءتها كما ينبغي: تفشل الأحداث عند المصدر، أو تنتهي رسائل ميتة.',
    },
    evidence: {
      missing: { en: 'Missing: {{column}} ({{wanted}}).', ar: 'مفقود: {{column}} ({{wanted}}).' },
      type: { en: '{{column}} is {{found}}, not {{wanted}}.', ar: 'نوع {{column}} هو {{found}} بدل {{wanted}}.' },
    },
    fixes: {},
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    if (postgres === null) return []
    return wantedTables.flatMap(({ name, columns }) => {
      const table = postgres.tables.find((each) => each.name === name)
      if (table === undefined) return []
      const command = psql(facts.endpoints, String.raw`\d public.${name}`)
      const missing = Object.entries(columns).filter(([column]) => table.columns[column] === undefined)
      const others = Object.entries(columns).flatMap(([column, wanted]) => {
        const found = table.columns[column]
        return found === undefined || isType(wanted, found) ? [] : [{ column, found, wanted }]
      })
      if (missing.length + others.length === 0) return []
      return [
        {
          subject: name,
          severity: missing.length > 0 ? ('fail' as const) : ('warn' as const),
          values: { table: `public.${name}` },
          evidence: [
            ...missing.map(([column, wanted]) => ({ word: 'missing' as const, values: { column, wanted }, command })),
            ...others.map((values) => ({ word: 'type' as const, values, command })),
          ],
          // Without a column statements fail, the console's own among them.
          breaks: missing.length > 0 ? (['postgres', 'capture', 'enricher', 'observer'] as const) : [],
        },
      ]
    })
  },
  fixes: {},
})
