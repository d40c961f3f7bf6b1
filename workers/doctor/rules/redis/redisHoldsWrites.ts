import { Cluster } from 'ioredis'
import { defineRule } from '../../rule'
import { redisCommand } from './redisCommand'
import { redisOf } from './redisOf'

/** Somebody has paused the clients of Redis that write: who only reads sees nothing of it. */
export const redisHoldsWrites = defineRule({
  id: 'redis_holds_writes',
  breaks: ['redis', 'leaderboard', 'observer'],
  symptomOf: ['redis'],
  holdMs: 2_000,
  words: {
    sentence: {
      en: 'Redis answers readers, but holds back who writes: {{held}} scripts wait.',
      ar: 'يجيب Redis من يقرأ ويوقف من يكتب: عدد البرامج النصية المنتظرة {{held}}.',
    },
    hurts: {
      en: 'The leaderboard stands still until the pause is over. Nothing is lost: it goes on from the topic.',
      ar: 'تتوقف لوحة الصدارة حتى تنتهي المدة. لا يضيع شيء: تواصل من الموضوع.',
    },
    evidence: {
      clients: {
        en: 'CLIENT LIST shows them as blocked (flags=b): CLIENT PAUSE was called, by a person or for a failover.',
        ar: 'تظهر في CLIENT LIST موقوفة (flags=b): استدعى أحد CLIENT PAUSE، شخص أو لتبديل الخادم الرئيسي.',
      },
    },
    fixes: {
      release: {
        summary: { en: 'Let them go on (CLIENT UNPAUSE).', ar: 'السماح لها بالمواصلة (CLIENT UNPAUSE).' },
      },
    },
  },
  find: (facts) => {
    const held = redisOf(facts)?.heldScripts ?? 0
    if (held === 0) return []
    return [
      {
        subject: 'redis',
        severity: 'fail',
        values: { held },
        evidence: [{ word: 'clients', command: redisCommand(facts.endpoints, 'INFO clients') }],
        // In a cluster it may be a failover that goes on.
        fixes: facts.endpoints?.redis.cluster === false ? ['release'] : [],
      },
    ]
  },
  fixes: {
    release: {
      safe: true,
      run: async ({ services: { redis } }) => {
        if (!(redis instanceof Cluster)) await redis.call('CLIENT', 'UNPAUSE')
      },
    },
  },
})
