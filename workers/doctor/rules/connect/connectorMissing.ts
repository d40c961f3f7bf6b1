import { connectorName } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { connectOf } from '../postgres/postgres'
import { connectorCommand } from './connectorCommand'
import { connector } from './remedies'

/** Connect knows no such connector: deleted, or Connect lost its own topics. */
export const connectorMissing = defineRule({
  id: 'connector_missing',
  breaks: ['capture'],
  symptomOf: ['postgres', 'kafka', 'connect'],
  // After a restart Connect reads its connectors back from Kafka.
  holdMs: 2_000,
  words: {
    sentence: {
      en: 'The connector {{connector}} does not exist in Kafka Connect.',
      ar: 'الموصل {{connector}} غير موجود في Kafka Connect.',
    },
    hurts: {
      en: 'No change leaves Postgres. Its log keeps them as long as the slot stands.',
      ar: 'لا يغادر أي تغيير Postgres. ويحفظها سجله ما دامت الفتحة قائمة.',
    },
    evidence: {
      missing: { en: 'Connect knows no {{connector}}.', ar: 'لا يعرف Connect موصلًا باسم {{connector}}.' },
    },
    fixes: {
      make: {
        summary: {
          en: 'Make the connector again; it goes on from the place that Kafka keeps for it.',
          ar: 'إنشاء الموصل من جديد؛ يواصل من الموضع المحفوظ له في Kafka.',
        },
      },
    },
  },
  find: (facts) => {
    const connect = connectOf(facts)
    // Between configuration and status Connect may know one and not yet the other.
    if (connect === null || connect.status !== null || connect.differing !== null) return []
    const values = { connector: connectorName }
    return [
      {
        subject: connectorName,
        severity: 'fail',
        values,
        evidence: [{ word: 'missing', values, command: connectorCommand(facts.endpoints, 'status') }],
      },
    ]
  },
  fixes: { make: connector },
})
