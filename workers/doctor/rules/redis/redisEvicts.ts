import { Cluster } from 'ioredis'
import { defineRule } from '../../rule'
import { redisCommand } from './redisCommand'
import type { Services } from '../../services'
import { redisOf } from './redisOf'

const spanMs = 60_000

async function setPolicy({ redis }: Services, policy: string): Promise<void> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis]
  await Promise.all(nodes.map((node) => node.config('SET', 'maxmemory-policy', policy)))
}

/** Redis may throw keys away when its memory is full: minute sets vanish without a word, and sums become wrong. */
export const redisEvicts = defineRule({
  id: 'redis_evicts',
  breaks: [],
  symptomOf: ['redis'],
  words: {
    sentence: {
      en: 'Redis may throw scores away when its memory is full: its policy is {{policy}}.',
      ar: 'قد يتخلص Redis من النتائج عند امتلاء ذاكرته: سياسته {{policy}}.',
    },
    hurts: {
      en: 'Minutes vanish from the leaderboard without an error, and its sums become too small.',
      ar: 'تختفي دقائق من لوحة الصدارة دون أي خطأ، وتصير مجاميعها أصغر من الصحيح.',
    },
    evidence: {
      memory: {
        en: 'In use: {{used}} of {{limit}}.',
        ar: 'المستخدم: {{used}} من {{limit}}.',
      },
      evicted: {
        en: 'Thrown away within the last minute: {{count}} keys; since it started: {{all}}.',
        ar: 'عدد المفاتيح المحذوفة خلال الدقيقة الأخيرة: {{count}}؛ ومنذ تشغيله: {{all}}.',
      },
    },
    fixes: {
      keep: {
        summary: {
          en: 'Set the policy to noeviction, until Redis is started again; put it into its configuration as well.',
          ar: 'ضبط السياسة على noeviction إلى أن يُعاد تشغيل Redis؛ وأضفها إلى إعداداته أيضًا.',
        },
        warning: {
          en: 'When memory is full, Redis then refuses to write, and the leaderboard waits.',
          ar: 'عند امتلاء الذاكرة سيرفض Redis الكتابة بعد ذلك، فتنتظر لوحة الصدارة.',
        },
        undo: { en: 'Set the policy to {{policy}} again.', ar: 'إعادة السياسة إلى {{policy}}.' },
      },
    },
  },
  find: (facts) => {
    const redis = redisOf(facts)
    if (redis === null || redis.maxMemory <= 0 || redis.policy === 'noeviction') return []
    const evicted = facts.recent('evicted_keys', spanMs)
    const count = evicted === null ? 0 : evicted.last - evicted.least
    return [
      {
        subject: 'redis',
        severity: count > 0 ? 'fail' : 'warn',
        values: { policy: redis.policy },
        evidence: [
          {
            word: 'memory',
            values: { used: { bytes: redis.usedMemory }, limit: { bytes: redis.maxMemory } },
            command: redisCommand(facts.endpoints, 'INFO memory'),
          },
          ...(redis.evicted > 0
            ? [
                {
                  word: 'evicted' as const,
                  values: { count, all: redis.evicted },
                  command: redisCommand(facts.endpoints, 'INFO stats'),
                },
              ]
            : []),
        ],
        breaks: count > 0 ? ['leaderboard'] : [],
      },
    ]
  },
  fixes: {
    keep: {
      safe: true,
      run: ({ services }) => setPolicy(services, 'noeviction'),
      undo: {
        keep: ({ facts }) => {
          const policy = redisOf(facts)?.policy
          return Promise.resolve(policy === undefined ? null : { policy })
        },
        put: ({ services }, { policy = 'noeviction' }) => setPolicy(services, policy),
      },
    },
  },
})
