import { asSuperuser } from '../../../clients/postgres'
import { defineRule } from '../../rule'
import { postgresOf, psql } from './postgres'

/** Shorter waits are everyday life. */
const longMs = 2_000

/** A session holds a lock on one of our tables and others wait for it: a migration, or somebody who went for lunch before a commit. */
export const tableLocked = defineRule({
  id: 'table_locked',
  breaks: ['capture', 'observer'],
  symptomOf: ['postgres'],
  holdMs: 2_000,
  words: {
    sentence: {
      en: 'A session of Postgres holds a lock on {{table}}; others wait for it: {{waiting}}.',
      ar: 'جلسة في Postgres تقفل الجدول {{table}}، وعدد الجلسات المنتظرة {{waiting}}.',
    },
    hurts: {
      en: 'Who writes or reads that table waits until its transaction ends: events come late, and are not counted meanwhile.',
      ar: 'من يكتب في الجدول أو يقرؤه ينتظر حتى تنتهي معاملتها: تتأخر الأحداث، ولا تُعدّ في تلك الأثناء.',
    },
    evidence: {
      holder: {
        en: 'Process {{pid}}, application “{{application}}”, state “{{state}}”, in its transaction for {{age}}.',
        ar: 'العملية {{pid}}، التطبيق {{application}}، الحالة {{state}}، ومعاملتها مفتوحة منذ {{age}}.',
      },
      hidden: {
        en: 'Process {{pid}}. More this role may not see (GRANT pg_read_all_stats).',
        ar: 'العملية {{pid}}. لا يحق لهذا الدور أن يرى أكثر من ذلك (GRANT pg_read_all_stats).',
      },
    },
    fixes: {
      end: {
        summary: { en: 'End that session (pg_terminate_backend).', ar: 'إنهاء تلك الجلسة (pg_terminate_backend).' },
        warning: {
          en: 'What it had not committed is rolled back.',
          ar: 'يُلغى ما لم تثبّته من معاملتها.',
        },
      },
    },
  },
  find: (facts) => {
    const holders = (postgresOf(facts)?.lock_holders ?? []).filter(
      ({ since_ms: since }) => since === null || facts.now - since >= longMs,
    )
    return [...new Set(holders.map(({ table }) => table))].map((table) => {
      const its = holders.filter((holder) => holder.table === table)
      return {
        subject: table,
        severity: 'fail' as const,
        values: { table, waiting: Math.max(...its.map(({ waiting }) => waiting)) },
        evidence: its.map(({ pid, application, state, since_ms: since }) => ({
          ...(since === null
            ? { word: 'hidden' as const, values: { pid: String(pid) } }
            : {
                word: 'holder' as const,
                values: {
                  pid: String(pid),
                  application: application ?? '',
                  state: state ?? '',
                  age: { ms: facts.now - since },
                },
              }),
          command: psql(
            facts.endpoints,
            `SELECT pid, state, xact_start, left(query, 100) FROM pg_stat_activity WHERE pid = ${pid}`,
          ),
        })),
      }
    })
  },
  fixes: {
    end: {
      // Whoever holds it may be in the middle of something.
      safe: false,
      run: async ({ facts, services: { endpoints } }, { subject }) => {
        const pids = (facts.postgres.value?.lock_holders ?? [])
          .filter(({ table }) => table === subject)
          .map(({ pid }) => pid)
        // It may be a superuser's, which no other account may end.
        await asSuperuser(endpoints, (client) =>
          client.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids]),
        )
      },
    },
  },
})
