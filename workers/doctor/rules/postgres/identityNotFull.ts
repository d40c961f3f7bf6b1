import { defineRule } from '../../rule'
import { preparePostgres } from '../connect/remedies'
import { postgresOf, psql } from './postgres'

/** Updates and deletes of a table travel without the row that they replace. */
export const identityNotFull = defineRule({
  id: 'identity_not_full',
  breaks: [],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'The replica identity of {{table}} is not FULL.',
      ar: 'هوية النسخ للجدول {{table}} ليست FULL.',
    },
    hurts: {
      en: 'A delete or an update travels without the old row, so that its content, and with it its key, is unknown.',
      ar: 'ينتقل الحذف أو التعديل بلا الصف القديم، فلا يُعرف محتواه ولا مفتاحه.',
    },
    evidence: {
      identity: { en: 'relreplident of {{table}} is not f.', ar: 'قيمة relreplident للجدول {{table}} ليست f.' },
    },
    fixes: {
      set: {
        summary: { en: 'Set REPLICA IDENTITY FULL again.', ar: 'ضبط REPLICA IDENTITY FULL من جديد.' },
        warning: {
          en: 'Deletes and updates of the time between may have gone wrong: a comparison (Proof) shows them and mends them.',
          ar: 'قد تكون عمليات الحذف والتعديل في تلك الأثناء قد أخطأت: المقارنة (شاشة البرهان) تبينها وتصلحها.',
        },
      },
    },
  },
  find: (facts) =>
    (postgresOf(facts)?.tables ?? [])
      .filter(({ full_identity }) => !full_identity)
      .map(({ name }) => ({
        subject: name,
        severity: 'warn' as const,
        values: { table: `public.${name}` },
        evidence: [
          {
            word: 'identity' as const,
            values: { table: `public.${name}` },
            command: psql(facts.endpoints, `SELECT relreplident FROM pg_class WHERE oid = 'public.${name}'::regclass`),
          },
        ],
      })),
  fixes: { set: { safe: true, run: preparePostgres } },
})
