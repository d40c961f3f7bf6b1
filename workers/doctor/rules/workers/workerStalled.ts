import { defineRule } from '../../rule'
import { redisCommand } from '../redis/redisCommand'
import { kafkaOf } from '../topics/topics'
import { describeGroup, workerGroups } from './groups'
import { lastErrorOf, restartWorker } from './workers'

/** A group that lost a member without a word waits up to Kafka's session for it. */
const stillMs = 25_000
/** One that says itself what it waits for waits for no such member. */
const waitingMs = 12_000

/** A worker that runs and tells of itself, but whose group stands though records come. */
export const workerStalled = defineRule({
  id: 'worker_stalled',
  breaks: [],
  symptomOf: ['machine', 'processors', 'kafka', 'redis', 'topics', 'enricher', 'leaderboard', 'observer'],
  words: {
    sentence: {
      en: '{{worker}} runs, but takes nothing from its topic though records come.',
      ar: '{{worker}}: العملية تعمل، لكنها لا تأخذ شيئًا من موضوعها مع أن السجلات تصل.',
    },
    hurts: {
      en: 'What it does waits; nothing is lost as long as the topic keeps the records.',
      ar: 'ينتظر ما يقوم به، ولا يضيع شيء ما دام الموضوع يحتفظ بالسجلات.',
    },
    evidence: {
      still: {
        en: 'The group {{group}} has stayed at {{position}} for {{age}}; records that came meanwhile: {{come}}.',
        ar: 'المجموعة {{group}} باقية عند {{position}} منذ {{age}}؛ وعدد ما وصل من السجلات في تلك الأثناء {{come}}.',
      },
      state: {
        en: 'Kafka says {{state}} for the group; members: {{members}}.',
        ar: 'يقول كافكا {{state}} عن المجموعة؛ عدد أعضائها: {{members}}.',
      },
      lacks: {
        en: 'Redis refuses it for want of a right: a restart does not help; it goes on by itself once its user has it.',
        ar: 'يرفض Redis ذلك لنقص في الصلاحيات: لا تفيد إعادة التشغيل؛ ويُستأنف العمل من تلقائه متى نال المستخدم الصلاحية.',
      },
      says: { en: '{{worker}} itself says: {{reason}}', ar: 'ما تقوله عملية {{worker}} نفسها: {{reason}}' },
    },
    fixes: {
      restart: {
        summary: {
          en: 'End its process and begin another; it goes on where its group stands.',
          ar: 'إنهاء عمليته وبدء أخرى؛ تواصل من حيث وقفت مجموعتها.',
        },
      },
    },
  },
  find: (facts) =>
    workerGroups(facts).flatMap(({ worker, group, position: positionKey, records: recordsKey }) => {
      const says = lastErrorOf(facts, worker)
      const spanMs = says === null ? stillMs : waitingMs
      const position = facts.trend(positionKey, spanMs)
      const before = facts.trend(recordsKey, spanMs)
      const since = facts.trend(recordsKey, spanMs / 2)
      const kafka = kafkaOf(facts)
      if (kafka === null || position === null || before === null || since === null) return []
      // Of the newest some may be on their way.
      const come = since.first - before.first
      if (position.least !== position.most || come <= 0) return []
      const found = kafka.groups.get(group)
      const lacksRight = says !== null && /\bNOPERM\b/.test(says)
      return [
        {
          subject: worker,
          severity: 'fail' as const,
          values: { worker: { name: worker } },
          evidence: [
            {
              word: 'still' as const,
              values: { group, position: position.last, age: { ms: spanMs }, come },
              command: describeGroup(facts, group),
            },
            ...(found === undefined
              ? []
              : [{ word: 'state' as const, values: { state: found.state, members: found.members.length } }]),
            ...(says === null ? [] : [{ word: 'says' as const, values: { worker: { name: worker }, reason: says } }]),
            ...(lacksRight ? [{ word: 'lacks' as const, command: redisCommand(facts.endpoints, 'ACL LIST') }] : []),
          ],
          fixes: lacksRight ? [] : ['restart' as const],
          breaks: [worker],
        },
      ]
    }),
  fixes: { restart: restartWorker },
})
