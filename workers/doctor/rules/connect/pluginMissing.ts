import { connectorClass } from '../../../pipeline/connector/connectorConfig'
import { defineRule } from '../../rule'
import { connectOf } from '../postgres/postgres'

/** Connect has no Debezium for Postgres: the connector cannot be made. */
export const pluginMissing = defineRule({
  id: 'plugin_missing',
  breaks: ['connect', 'capture'],
  symptomOf: ['kafka', 'connect'],
  words: {
    sentence: {
      en: 'Kafka Connect does not have Debezium’s connector for Postgres.',
      ar: 'لا يوجد في Kafka Connect موصل Debezium الخاص بقواعد Postgres.',
    },
    hurts: {
      en: 'The connector cannot be made: no change leaves Postgres.',
      ar: 'لا يمكن إنشاء الموصل: لا يغادر أي تغيير Postgres.',
    },
    evidence: {
      missing: {
        en: 'Its plugins do not include {{plugin}}; it looks for them in plugin.path.',
        ar: 'ليس بين إضافاته {{plugin}}؛ وهو يبحث عنها في plugin.path.',
      },
    },
    fixes: {},
  },
  find: (facts) =>
    connectOf(facts)?.plugin === false
      ? [
          {
            subject: 'connect',
            severity: 'fail',
            evidence: [
              {
                word: 'missing',
                values: { plugin: connectorClass },
                command: `curl ${facts.endpoints?.connect.publishedUrl ?? ''}/connector-plugins`,
              },
            ],
          },
        ]
      : [],
  // A plugin is files on Connect's machine.
  fixes: {},
})
