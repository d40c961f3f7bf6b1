import { topics } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { kafkaTool, pairsOf } from './topics'

/** Too few partitions limit how many workers can share a topic; several partitions of content.flat break its order. */
export const topicPartitions = defineRule({
  id: 'topic_partitions',
  breaks: [],
  symptomOf: ['kafka'],
  words: {
    sentence: {
      en: 'The topic {{topic}} has {{found}} partitions; the pipeline wants {{wanted}}.',
      ar: 'عدد أقسام الموضوع {{topic}} هو {{found}}، ويريد خط البيانات {{wanted}}.',
    },
    hurts: {
      en: 'As many workers as there are partitions can share the work, and no more.',
      ar: 'لا يتقاسم العمل من العمال إلا بعدد الأقسام.',
    },
    evidence: {
      partitions: { en: 'Kafka lists {{found}} partitions.', ar: 'يذكر كافكا من الأقسام {{found}}.' },
      advice: {
        en: 'Partitions are not added to a topic with records: keys would move to others and lose their order. With an empty topic, delete it and let it be made again.',
        ar: 'لا تُضاف أقسام إلى موضوع فيه سجلات: تنتقل المفاتيح إلى أقسام أخرى ويضيع ترتيبها. إن كان الموضوع فارغًا فاحذفه ليُنشأ من جديد.',
      },
    },
    fixes: {},
  },
  find: (facts) =>
    pairsOf(facts)
      .filter(([wanted, { partitions }]) => partitions < wanted.partitions)
      .map(([{ partitions: wanted }, { name, partitions: found }]) => ({
        subject: name,
        severity: name === topics.deadLetters ? ('info' as const) : ('warn' as const),
        values: { topic: name, found, wanted },
        evidence: [
          {
            word: 'partitions' as const,
            values: { found },
            command: kafkaTool(facts, 'kafka-topics', `--describe --topic ${name}`),
          },
          { word: 'advice' as const },
        ],
      })),
  fixes: {},
})
