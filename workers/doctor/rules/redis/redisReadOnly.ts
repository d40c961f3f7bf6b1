import { Cluster } from 'ioredis'
import { defineRule } from '../../rule'
import { redisCommand } from './redisCommand'
import { redisOf } from './redisOf'

/** The Redis that the leaderboard writes to follows another one, and so takes no writes. */
export const redisReadOnly = defineRule({
  id: 'redis_read_only',
  breaks: ['redis', 'leaderboard'],
  symptomOf: ['redis'],
  holdMs: 2_000,
  words: {
    sentence: {
      en: 'Redis is a replica of {{master}}: it takes no writes.',
      ar: 'يعمل Redis نسخة تابعة من {{master}}: لا يقبل الكتابة.',
    },
    hurts: {
      en: 'The leaderboard stands still. Nothing is lost: it goes on from the topic as soon as Redis can be written to.',
      ar: 'تتوقف لوحة الصدارة. لا يضيع شيء: تواصل من الموضوع حالما تصير الكتابة في Redis ممكنة.',
    },
    evidence: {
      role: { en: 'It says role:{{role}}.', ar: 'يقول عن نفسه role:{{role}}.' },
    },
    fixes: {
      promote: {
        summary: {
          en: 'Make it a master again (REPLICAOF NO ONE).',
          ar: 'جعله رئيسيًا من جديد (REPLICAOF NO ONE).',
        },
        warning: {
          en: 'It does not follow {{master}} any more.',
          ar: 'لن يتبع {{master}} بعد ذلك.',
        },
      },
    },
  },
  find: (facts) => {
    const redis = redisOf(facts)
    if (redis === null || (redis.role !== 'slave' && redis.role !== 'replica')) return []
    return [
      {
        subject: 'redis',
        severity: 'fail',
        values: { master: redis.master ?? '' },
        evidence: [
          {
            word: 'role',
            values: { role: redis.role },
            command: redisCommand(facts.endpoints, 'INFO replication'),
          },
        ],
        // In a cluster or behind a sentinel it is not one Redis's own affair.
        fixes: facts.endpoints?.redis.cluster === false ? ['promote'] : [],
      },
    ]
  },
  fixes: {
    promote: {
      safe: true,
      run: async ({ services: { redis } }) => {
        if (!(redis instanceof Cluster)) await redis.replicaof('NO', 'ONE')
      },
    },
  },
})
