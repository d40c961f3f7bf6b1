import { defineRule } from '../../rule'
import { preparePostgres } from '../connect/remedies'
import { postgresOf, psql } from './postgres'

/** Of sql/postgres/02-replication.sql. */
const tellAgain = 'marsad_tell_again'
const rowByRow = 'marsad_row_by_row'
/** `tgenabled` of a trigger that fires for what people and programs write. */
const fires = ['O', 'A']

/** A table lacks what keeps each of its changes at a position of its own (decisions 31 and 32), which a Connect that dies needs. */
export const triggerMissing = defineRule({
  id: 'trigger_missing',
  breaks: [],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'The table {{table}} lacks a trigger that keeps its changes from being lost when Connect dies.',
      ar: 'ينقص الجدول {{table}} مُشغِّل (trigger) يحمي تغييراته من الضياع إن توقف Connect فجأة.',
    },
    hurts: {
      en: 'If Connect dies at the very moment of a changed id or a COPY, an event may be missing from every store after Postgres. Until then nothing is.',
      ar: 'إن توقف Connect فجأة في لحظة تغيير معرّف أو أثناء COPY فقد يغيب حدث عن كل المخازن بعد Postgres. وإلى ذلك الحين لا يغيب شيء.',
    },
    evidence: {
      tell_again: {
        en: '{{table}} has no trigger {{trigger}}: a changed id is told once, as a delete and a create at one position of the log.',
        ar: 'ليس للجدول {{table}} المُشغِّل {{trigger}}: يُنقل تغيير المعرّف مرة واحدة، حذفًا وإنشاءً عند موضع واحد من السجل.',
      },
      row_by_row: {
        en: '{{table}} has no trigger {{trigger}}: COPY puts many rows at one position of the log.',
        ar: 'ليس للجدول {{table}} المُشغِّل {{trigger}}: يضع COPY صفوفًا كثيرة عند موضع واحد من السجل.',
      },
      does_not_fire: {
        en: '{{trigger}} of {{table}} is there but does not fire: its tgenabled is {{state}}, not O.',
        ar: 'المُشغِّل {{trigger}} للجدول {{table}} موجود لكنه لا يعمل: قيمة tgenabled له هي {{state}} بدل O.',
      },
    },
    fixes: {
      restore: {
        summary: {
          en: 'Make the triggers that are missing and enable those that are disabled; rows and the connector stay as they are.',
          ar: 'إنشاء ما ينقص من المُشغِّلات وتفعيل المعطَّل منها؛ تبقى الصفوف والموصل على حالها.',
        },
        warning: {
          en: 'It waits for the transactions that write to the table. Should Connect have died meanwhile, a comparison (Proof) shows what is missing and mends it.',
          ar: 'ينتظر المعاملات التي تكتب في الجدول. وإن كان Connect قد توقف فجأة في تلك الأثناء فالمقارنة (شاشة البرهان) تبين ما ينقص وتصلحه.',
        },
      },
    },
  },
  find: (facts) =>
    (postgresOf(facts)?.tables ?? []).flatMap(({ name, triggers }) => {
      const table = `public.${name}`
      const shown = `SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = '${table}'::regclass AND NOT tgisinternal`
      const command = psql(facts.endpoints, shown)
      const told = triggers[tellAgain]
      const evidence = [
        ...(told === undefined
          ? [{ word: 'tell_again' as const, values: { table, trigger: tellAgain }, command }]
          : []),
        ...(told === undefined || fires.includes(told)
          ? []
          : [{ word: 'does_not_fire' as const, values: { table, trigger: tellAgain, state: told }, command }]),
        // That one is there at all makes COPY go row by row; it never fires, and a disabled one does the same (decision 32).
        ...(triggers[rowByRow] === undefined
          ? [{ word: 'row_by_row' as const, values: { table, trigger: rowByRow }, command }]
          : []),
      ]
      return evidence.length === 0 ? [] : [{ subject: name, severity: 'warn' as const, values: { table }, evidence }]
    }),
  fixes: { restore: { safe: true, run: preparePostgres } },
})
