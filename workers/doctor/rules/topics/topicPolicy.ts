import { topics } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { settingUndo, settingUndoWords } from './settingUndo'
import { kafkaTool, pairsOf, prepareTopics } from './topics'

const setting = 'cleanup.policy'

/** A topic forgets in another way than it should: content is deleted by age, or events that share a key replace each other. */
export const topicPolicy = defineRule({
  id: 'topic_policy',
  breaks: [],
  symptomOf: ['kafka'],
  words: {
    sentence: {
      en: 'The topic {{topic}} has the cleanup policy {{found}}; it should have {{wanted}}.',
      ar: 'سياسة التنظيف في الموضوع {{topic}} هي {{found}} وينبغي أن تكون {{wanted}}.',
    },
    hurts: {
      en: 'Kafka deletes records of it that are still needed: content that is joined, or all but the newest event of each content.',
      ar: 'يحذف كافكا منه سجلات ما زالت لازمة: محتوى يُربط بالأحداث، أو كل أحداث المحتوى إلا أحدثها.',
    },
    evidence: {
      policy: { en: 'Kafka says {{found}} for {{setting}}.', ar: 'يقول كافكا {{found}} عن {{setting}}.' },
    },
    fixes: {
      restore: {
        summary: { en: 'Set {{setting}} to {{wanted}}.', ar: 'ضبط {{setting}} على {{wanted}}.' },
        warning: {
          en: 'What Kafka has deleted meanwhile does not come back to the topic.',
          ar: 'ما حذفه كافكا في تلك الأثناء لا يعود إلى الموضوع.',
        },
        undo: settingUndoWords,
      },
    },
  },
  find: (facts) =>
    pairsOf(facts).flatMap(([wanted, topic]) => {
      const policy = wanted.config[setting] ?? ''
      const found = topic.effective[setting] ?? ''
      if (found === policy) return []
      const command = kafkaTool(
        facts,
        'kafka-configs',
        `--describe --entity-type topics --entity-name ${topic.name} --all`,
      )
      return [
        {
          subject: topic.name,
          // Of the heartbeats nobody needs an old one.
          severity: Object.values<string>(topics).includes(topic.name) ? ('fail' as const) : ('info' as const),
          values: { topic: topic.name, found, wanted: policy, setting },
          evidence: [{ word: 'policy' as const, values: { found, setting }, command }],
        },
      ]
    }),
  fixes: { restore: { ...prepareTopics, undo: settingUndo(setting) } },
})
