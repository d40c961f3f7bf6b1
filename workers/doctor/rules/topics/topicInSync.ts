import { setTopicSetting } from '../../../pipeline/topics/setTopicConfigs'
import { minInSync } from '../../probes/kafka'
import { defineRule } from '../../rule'
import { settingUndo, settingUndoWords } from './settingUndo'
import { brokenWithout, kafkaTool, pairsOf } from './topics'

/** Kafka takes nothing for a topic, because it asks for more copies in sync than there are. Who writes tries again, and says it only in its log. */
export const topicInSync = defineRule({
  id: 'topic_in_sync',
  breaks: [],
  symptomOf: ['kafka'],
  holdMs: 3_000,
  words: {
    sentence: {
      en: 'Kafka takes no records for {{topic}}: {{wanted}} copies must be in sync, {{found}} are.',
      ar: 'لا يقبل كافكا سجلات في {{topic}}: المطلوب من النسخ المتزامنة {{wanted}} والموجود {{found}}.',
    },
    hurts: {
      en: 'Whoever writes to it waits and tries again; nothing is lost as long as the source keeps it.',
      ar: 'من يكتب فيه ينتظر ويعيد المحاولة، ولا يضيع شيء ما دام المصدر يحتفظ به.',
    },
    evidence: {
      copies: {
        en: '{{setting}} is {{wanted}}. Its weakest partition has {{replicas}} replicas, in sync {{found}}.',
        ar: 'قيمة {{setting}} هي {{wanted}}. لأضعف أقسامه من النسخ {{replicas}}، والمتزامن منها {{found}}.',
      },
      brokers: {
        en: 'There are enough replicas: a broker is down or lags behind. Bring it back.',
        ar: 'النسخ كافية، لكن وسيطًا متوقف أو متأخر. أعده إلى العمل.',
      },
    },
    fixes: {
      lower: {
        summary: {
          en: 'Ask for {{replicas}}, which is all there can be.',
          ar: 'الاكتفاء بالموجود من النسخ: {{replicas}}.',
        },
        undo: settingUndoWords,
      },
    },
  },
  find: (facts) =>
    pairsOf(facts).flatMap(([, { name: topic, replicas, inSync: found, effective }]) => {
      const wanted = Number(effective[minInSync] ?? 1)
      if (replicas === 0 || found >= wanted) return []
      const values = { topic, setting: minInSync, wanted, found, replicas }
      const command = kafkaTool(facts, 'kafka-topics', `--describe --topic ${topic}`)
      return [
        {
          subject: topic,
          severity: 'fail' as const,
          values,
          evidence: [
            { word: 'copies' as const, values, command },
            ...(replicas >= wanted ? [{ word: 'brokers' as const }] : []),
          ],
          // Where a broker is down, the setting is what keeps a record from being lost with the next one.
          fixes: replicas < wanted ? (['lower'] as const) : [],
          breaks: brokenWithout(topic),
        },
      ]
    }),
  fixes: {
    lower: {
      safe: true,
      run: async ({ facts, services: { admin } }, { subject: topic }) => {
        const replicas = pairsOf(facts).find(([, { name }]) => name === topic)?.[1].replicas ?? 1
        await admin.use((client) => setTopicSetting(client, topic, minInSync, String(replicas)))
      },
      undo: settingUndo(minInSync),
    },
  },
})
