import { longestWindowMinutes, topics } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { settingUndo, settingUndoWords } from './settingUndo'
import { kafkaTool, pairsOf, prepareTopics } from './topics'

const setting = 'retention.ms'
/** A wiped Redis is rebuilt from the topic for the longest window; what is read late needs as much again. */
const neededMs = 2 * longestWindowMinutes * 60_000

/** Kafka forgets a topic's records sooner than the leaderboard's longest window, or than was agreed. */
export const topicRetention = defineRule({
  id: 'topic_retention',
  breaks: [],
  symptomOf: ['kafka'],
  words: {
    sentence: {
      en: 'The topic {{topic}} keeps its records for {{kept}} only.',
      ar: 'لا يحتفظ الموضوع {{topic}} بسجلاته إلا {{kept}}.',
    },
    hurts: {
      en: 'A worker that is away longer loses events, and a leaderboard cannot be rebuilt for its longest window of {{window}}.',
      ar: 'أي عامل يغيب أكثر من ذلك يفقد أحداثًا، ولا يمكن بناء لوحة الصدارة من جديد لأطول نافذة وهي {{window}}.',
    },
    evidence: {
      retention: {
        en: '{{setting}} is {{kept}}; it should be {{wanted}}.',
        ar: 'قيمة {{setting}} هي {{kept}} وينبغي أن تكون {{wanted}}.',
      },
    },
    fixes: {
      restore: {
        summary: { en: 'Keep its records for {{wanted}} again.', ar: 'إعادة مدة الاحتفاظ إلى {{wanted}}.' },
        undo: settingUndoWords,
      },
    },
  },
  find: (facts) =>
    pairsOf(facts).flatMap(([wanted, topic]) => {
      const keeps = Number(wanted.config[setting] ?? Number.NaN)
      const found = Number(topic.effective[setting] ?? Number.NaN)
      // -1: for ever.
      if (!(found >= 0) || !(found < keeps) || !Object.values<string>(topics).includes(topic.name)) return []
      const kept = { ms: found }
      return [
        {
          subject: topic.name,
          severity: found < neededMs ? ('fail' as const) : ('warn' as const),
          values: { topic: topic.name, kept, wanted: { ms: keeps }, window: { ms: longestWindowMinutes * 60_000 } },
          evidence: [
            {
              word: 'retention' as const,
              values: { setting, kept, wanted: { ms: keeps } },
              command: kafkaTool(
                facts,
                'kafka-configs',
                `--describe --entity-type topics --entity-name ${topic.name} --all`,
              ),
            },
          ],
        },
      ]
    }),
  fixes: { restore: { ...prepareTopics, undo: settingUndo(setting) } },
})
