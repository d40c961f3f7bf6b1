import { defineRule } from '../../rule'
import { kafkaOf } from '../topics/topics'
import { describeGroup, workerGroups } from './groups'

const spanMs = 20_000
/** Below this a lag is no trouble to anybody: seconds of heavy traffic. */
const large = 5_000
/** It grows when it has become larger by this share. */
const growth = 1.2

/** A worker takes records, but fewer than come. */
export const workerBehind = defineRule({
  id: 'worker_behind',
  breaks: ['pace'],
  symptomOf: ['machine', 'processors', 'kafka', 'redis', 'topics', 'enricher', 'leaderboard', 'observer'],
  holdMs: 5_000,
  words: {
    sentence: {
      en: '{{worker}} falls behind: more records come than it takes.',
      ar: 'يتأخر {{worker}}: يصل من السجلات أكثر مما يأخذ.',
    },
    hurts: {
      en: 'What people see becomes older and older; nothing is lost as long as the topic keeps the records.',
      ar: 'ما يراه الناس يزداد قدمًا، ولا يضيع شيء ما دام الموضوع يحتفظ بالسجلات.',
    },
    evidence: {
      lag: {
        en: 'Its lag grew from {{before}} to {{lag}} records within {{age}}.',
        ar: 'زاد تأخره من {{before}} إلى {{lag}} سجل خلال {{age}}.',
      },
      pace: {
        en: 'Meanwhile {{taken}} records were taken, and {{come}} came.',
        ar: 'في تلك الأثناء أُخذ من السجلات {{taken}} ووصل {{come}}.',
      },
      advice: {
        en: 'Up to as many enrichers or leaderboards as the topic has partitions can share the group, on other machines too: docs/scale.md.',
        ar: 'يمكن أن يتقاسم المجموعةَ من العمال بعدد أقسام الموضوع، وعلى أجهزة أخرى أيضًا: docs/scale.md.',
      },
    },
    fixes: {},
  },
  find: (facts) =>
    workerGroups(facts).flatMap(({ worker, group, lag: lagKey, position: positionKey }) => {
      const lag = facts.trend(lagKey, spanMs)
      const position = facts.trend(positionKey, spanMs)
      if (kafkaOf(facts) === null || lag === null || position === null) return []
      // One that stands still is another matter.
      const taken = position.last - position.first
      if (taken <= 0 || lag.last < large || lag.last < lag.first * growth) return []
      return [
        {
          subject: worker,
          severity: 'warn' as const,
          values: { worker: { name: worker } },
          evidence: [
            {
              word: 'lag' as const,
              values: { before: lag.first, lag: lag.last, age: { ms: spanMs } },
              command: describeGroup(facts, group),
            },
            { word: 'pace' as const, values: { taken, come: taken + lag.last - lag.first } },
            { word: 'advice' as const },
          ],
        },
      ]
    }),
  fixes: {},
})
