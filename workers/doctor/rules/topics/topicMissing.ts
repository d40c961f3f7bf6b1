import { wantedTopics } from '../../../pipeline/topics/wantedTopics'
import { defineRule } from '../../rule'
import { brokenWithout, kafkaOf, kafkaTool, prepareTopics } from './topics'

/** A topic of the pipeline was deleted, or this is another cluster. */
export const topicMissing = defineRule({
  id: 'topic_missing',
  breaks: [],
  symptomOf: ['kafka'],
  words: {
    sentence: { en: 'The topic {{topic}} does not exist.', ar: 'الموضوع {{topic}} غير موجود.' },
    hurts: {
      en: 'Nothing can be written to it. Records that it held and that nobody had read are gone; a reconciliation finds their events in Postgres, and its repair brings them back.',
      ar: 'لا يمكن الكتابة إليه. أما ما كان فيه ولم يقرأه أحد فقد ذهب؛ تجد المطابقةُ أحداثَه في Postgres ويعيدها الإصلاح.',
    },
    evidence: {
      there: {
        en: 'Of the pipeline’s topics the cluster has: {{found}}.',
        ar: 'في العنقود من مواضيع خط البيانات: {{found}}.',
      },
    },
    fixes: {
      make: {
        summary: {
          en: 'Make the topic again with its partitions and settings.',
          ar: 'إنشاء الموضوع من جديد بأقسامه وإعداداته.',
        },
      },
    },
  },
  find: (facts) => {
    const kafka = kafkaOf(facts)
    if (kafka === null) return []
    const found = kafka.topics.map(({ name }) => name)
    return wantedTopics
      .filter(({ name }) => !found.includes(name))
      .map(({ name }) => ({
        subject: name,
        severity: 'fail' as const,
        values: { topic: name },
        evidence: [
          {
            word: 'there' as const,
            values: { found: found.join(', ') || '0' },
            command: kafkaTool(facts, 'kafka-topics', '--list'),
          },
        ],
        breaks: brokenWithout(name),
      }))
  },
  fixes: { make: prepareTopics },
})
