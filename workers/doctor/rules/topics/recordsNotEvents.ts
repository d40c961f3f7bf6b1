import { topics } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { kafkaOf, kafkaTool } from './topics'

/** New dead letters are told for as long as this after they came, in milliseconds. */
const spanMs = 60_000

/** Records arrive that are no events: another program writes to the topic, or the connector's shape has changed. */
export const recordsNotEvents = defineRule({
  id: 'records_not_events',
  breaks: [],
  symptomOf: ['kafka', 'observer'],
  words: {
    sentence: {
      en: 'Records arrive that are no events: {{count}} within {{age}}.',
      ar: 'تصل سجلات ليست أحداثًا: {{count}} خلال {{age}}.',
    },
    hurts: {
      en: 'They are in no store. Each is kept whole among the dead letters, with its reason; the events beside them are not held up.',
      ar: 'ليست في أي مخزن. كل منها محفوظ كاملًا في الرسائل الميتة مع سببه، ولا تتأخر الأحداث التي بجانبها.',
    },
    evidence: {
      letters: {
        en: 'Dead letters grew from {{before}} to {{after}}; each tells where the record stood and what did not fit.',
        ar: 'زادت الرسائل الميتة من {{before}} إلى {{after}}؛ وتذكر كل رسالة موضع السجل وما لم يناسب فيه.',
      },
      source: {
        en: 'Who writes to {{topic}} beside the connector is seen in its newest records.',
        ar: 'من يكتب إلى {{topic}} إلى جانب الموصل يُعرف من أحدث سجلاته.',
      },
      advice: {
        en: 'In Topics, a dead letter can be edited and sent back as an event.',
        ar: 'في شاشة المواضيع يمكن تعديل الرسالة الميتة وإعادتها حدثًا.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const letters = facts.recent('dead_letters', spanMs)
    if (kafkaOf(facts) === null || letters === null || letters.last <= letters.least) return []
    return [
      {
        subject: topics.deadLetters,
        severity: 'warn',
        values: { count: letters.last - letters.least, age: { ms: spanMs } },
        evidence: [
          {
            word: 'letters',
            values: { before: letters.least, after: letters.last },
            command: 'npm run marsad -- dead-letters',
          },
          {
            word: 'source',
            values: { topic: topics.events },
            command: kafkaTool(facts, 'kafka-console-consumer', `--topic ${topics.events} --timeout-ms 5000`),
          },
          { word: 'advice' },
        ],
      },
    ]
  },
  fixes: {},
})
