import { defineRule } from '../../rule'
import { postgresThenConnector } from '../connect/remedies'
import { postgresOf, psql, severityUnlessCapturing } from './postgres'

/** The role that the connector signs in with is gone or may not do so. */
export const roleMissing = defineRule({
  id: 'role_missing',
  breaks: ['connect', 'capture'],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'The connector’s role {{role}} cannot sign in to Postgres for replication.',
      ar: 'لا يستطيع دور الموصل {{role}} الدخول إلى Postgres من أجل النسخ.',
    },
    hurts: {
      en: 'The connector gets no connection: at once, or as soon as its present one ends. Changes wait in Postgres’s log.',
      ar: 'لا يحصل الموصل على اتصال: إما فورًا وإما حين ينتهي اتصاله الحالي. وتنتظر التغييرات في سجل Postgres.',
    },
    evidence: {
      missing: { en: 'There is no role {{role}}.', ar: 'لا يوجد دور باسم {{role}}.' },
      login: { en: '{{role}} has no LOGIN.', ar: 'لا يملك {{role}} صلاحية LOGIN.' },
      replication: { en: '{{role}} has no REPLICATION.', ar: 'لا يملك {{role}} صلاحية REPLICATION.' },
    },
    fixes: {
      restore: {
        summary: {
          en: 'Make the role again, or give it back what it lacks; the connector goes on where it stopped.',
          ar: 'إنشاء الدور من جديد أو إعادة ما ينقصه إليه؛ ويواصل الموصل من حيث توقف.',
        },
      },
    },
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    const { endpoints } = facts
    if (postgres === null || endpoints === null) return []
    const name = endpoints.debezium.user
    const { role } = postgres
    if (role !== null && role.login && role.replication) return []
    const values = { role: name }
    const command = psql(endpoints, `SELECT rolcanlogin, rolreplication FROM pg_roles WHERE rolname = '${name}'`)
    const lacks = role === null ? ['missing' as const] : []
    const login = role?.login === false ? ['login' as const] : []
    const replication = role?.replication === false ? ['replication' as const] : []
    return [
      {
        subject: name,
        severity: severityUnlessCapturing(facts),
        values,
        evidence: [...lacks, ...login, ...replication].map((word) => ({ word, values, command })),
      },
    ]
  },
  fixes: { restore: postgresThenConnector },
})
