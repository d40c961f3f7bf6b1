import { defineRule } from '../../rule'
import { kafkaOf } from '../topics/topics'
import { describeGroup, workerGroups } from './groups'

/** A program that is none of our workers reads as the group of one: what it is given, our worker never sees. */
export const groupShared = defineRule({
  id: 'group_shared',
  breaks: [],
  symptomOf: ['kafka'],
  holdMs: 3_000,
  words: {
    sentence: {
      en: 'Another program reads as the consumer group {{group}} of {{worker}}.',
      ar: 'برنامج آخر يقرأ باسم مجموعة الاستهلاك {{group}} الخاصة بـ{{worker}}.',
    },
    hurts: {
      en: 'It takes a share of the partitions: their events wait, or are lost to the pipeline if it commits them.',
      ar: 'يأخذ نصيبًا من الأقسام: تنتظر أحداثها، أو تضيع على خط البيانات إن ثبّت مواضعها.',
    },
    evidence: {
      member: {
        en: 'A member calls itself {{client}} and comes from {{host}}.',
        ar: 'في المجموعة عضو يسمي نفسه {{client}} ويتصل من {{host}}.',
      },
      advice: {
        en: 'End that program, or give it a group of its own. What it has taken comes back with a reconciliation and its repair.',
        ar: 'أوقف ذلك البرنامج أو أعطه مجموعة خاصة به. ما أخذه يعود بالمطابقة ثم الإصلاح.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const kafka = kafkaOf(facts)
    return workerGroups(facts).flatMap(({ worker, group, clientId }) => {
      const strangers = kafka?.groups.get(group)?.members.filter((member) => member.clientId !== clientId) ?? []
      if (strangers.length === 0) return []
      return [
        {
          subject: group,
          severity: 'fail' as const,
          values: { group, worker: { name: worker } },
          evidence: [
            ...strangers.map(({ clientId: client, host }) => ({
              word: 'member' as const,
              values: { client, host },
              command: `${describeGroup(facts, group)} --members`,
            })),
            { word: 'advice' as const },
          ],
          breaks: [worker],
        },
      ]
    })
  },
  fixes: {},
})
