import { defineRule } from '../../rule'
import { postgresThenConnector } from '../connect/remedies'
import { postgresOf, psql } from './postgres'
import { wantedTables } from './wantedTables'

/** A table of the source is not there: dropped, renamed, or another database. */
export const tableMissing = defineRule({
  id: 'table_missing',
  breaks: ['postgres', 'connect', 'capture', 'observer'],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'Postgres has no table {{table}}.',
      ar: 'لا يوجد في Postgres جدول باسم {{table}}.',
    },
    hurts: {
      en: 'Nothing can be written to it, and nothing of it reaches the other stores.',
      ar: 'لا يمكن الكتابة فيه، ولا يصل شيء منه إلى بقية المخازن.',
    },
    evidence: {
      tables: { en: 'Of the two tables, {{database}} has: {{found}}.', ar: 'في {{database}} من الجدولين: {{found}}.' },
    },
    fixes: {
      make: {
        summary: {
          en: 'Make the table, empty, with its publication and grants.',
          ar: 'إنشاء الجدول فارغًا مع نشره وصلاحياته.',
        },
        warning: {
          en: 'It does not bring rows back. If the table was renamed or is to be restored from a backup, do that instead.',
          ar: 'لا يعيد هذا الصفوف. إن كان الجدول قد أُعيدت تسميته أو كانت له نسخة احتياطية فأعده منها أولًا.',
        },
      },
    },
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    if (postgres === null) return []
    const found = postgres.tables.map(({ name }) => name)
    return wantedTables
      .filter(({ name }) => !found.includes(name))
      .map(({ name }) => ({
        subject: name,
        severity: 'fail' as const,
        values: { table: `public.${name}` },
        evidence: [
          {
            word: 'tables' as const,
            values: { database: facts.endpoints?.postgres.database ?? '', found: found.join(', ') || '0' },
            command: psql(facts.endpoints, String.raw`\dt public.*`),
          },
        ],
      }))
  },
  // An empty table in the place of a renamed one makes its way back harder: a person decides.
  fixes: { make: { ...postgresThenConnector, safe: false } },
})
