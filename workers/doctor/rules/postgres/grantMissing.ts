import { defineRule } from '../../rule'
import { postgresThenConnector } from '../connect/remedies'
import { postgresOf, psql, severityUnlessCapturing } from './postgres'

/** The connector's role may not connect, or not read a table: harmless to a stream that runs, fatal to a beginning. */
export const grantMissing = defineRule({
  id: 'grant_missing',
  breaks: ['connect', 'capture'],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'The connector’s role {{role}} lacks a right in Postgres.',
      ar: 'تنقص دورَ الموصل {{role}} صلاحيةٌ في Postgres.',
    },
    hurts: {
      en: 'A connector that runs goes on, but its next connection or first reading of the tables fails.',
      ar: 'الموصل العامل يستمر، لكن اتصاله التالي أو قراءته الأولى للجدولين ستفشل.',
    },
    evidence: {
      connect: {
        en: '{{role}} may not CONNECT to {{database}}.',
        ar: 'لا يحق للدور {{role}} الاتصال بقاعدة {{database}}.',
      },
      select: { en: '{{role}} may not SELECT from {{table}}.', ar: 'لا يحق للدور {{role}} القراءة من {{table}}.' },
    },
    fixes: {
      grant: {
        summary: { en: 'Grant {{role}} what it lacks.', ar: 'منح {{role}} ما ينقصه.' },
      },
    },
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    const { endpoints } = facts
    if (postgres === null || endpoints === null || postgres.role === null) return []
    const role = endpoints.debezium.user
    const { database } = endpoints.postgres
    const command = psql(endpoints, String.raw`\dp public.*`)
    const connect = postgres.role.connect
      ? []
      : [{ word: 'connect' as const, values: { role, database }, command: psql(endpoints, String.raw`\l ${database}`) }]
    const select = postgres.tables
      .filter(({ readable }) => !readable)
      .map(({ name }) => ({ word: 'select' as const, values: { role, table: `public.${name}` }, command }))
    const evidence = [...connect, ...select]
    if (evidence.length === 0) return []
    return [{ subject: role, severity: severityUnlessCapturing(facts), values: { role }, evidence }]
  },
  fixes: { grant: postgresThenConnector },
})
