import { defineRule } from '../../rule'
import { password, passwordWords } from '../connect/remedies'
import { postgresOf, severityUnlessCapturing } from './postgres'

/** Postgres does not take the connector's password: the connector tries again every ten seconds, and Connect says that it runs. */
export const roleRefused = defineRule({
  id: 'role_refused',
  breaks: ['connect', 'capture'],
  symptomOf: ['postgres', 'connect'],
  words: {
    sentence: {
      en: 'Postgres refuses the connector’s password for the role {{role}}.',
      ar: 'يرفض Postgres كلمة مرور الموصل للدور {{role}}.',
    },
    hurts: {
      en: 'The connector gets no connection, though Kafka Connect may say that it runs. Changes wait in Postgres’s log.',
      ar: 'لا يحصل الموصل على اتصال، وإن قال Kafka Connect إنه يعمل. وتنتظر التغييرات في سجل Postgres.',
    },
    evidence: {
      refused: {
        en: 'To the same role and password Postgres answers: {{reason}}',
        ar: 'يجيب Postgres عن الدور نفسه وكلمة المرور نفسها: {{reason}}',
      },
      slot: { en: 'Nobody reads the slot.', ar: 'لا أحد يقرأ الفتحة.' },
    },
    fixes: { password: passwordWords },
  },
  find: (facts) => {
    const reason = postgresOf(facts)?.refusal ?? null
    const { endpoints, stack } = facts
    if (reason === null || endpoints === null) return []
    const { host, port, database } = endpoints.postgres
    const role = endpoints.debezium.user
    return [
      {
        subject: role,
        severity: severityUnlessCapturing(facts),
        values: { role },
        evidence: [
          {
            word: 'refused',
            values: { reason },
            command: `psql -h ${host} -p ${port} -U ${role} -d ${database} -c "SELECT 1"`,
          },
          { word: 'slot' },
        ],
        fixes: stack?.kind === 'remote' ? [] : ['password'],
      },
    ]
  },
  fixes: { password },
})
