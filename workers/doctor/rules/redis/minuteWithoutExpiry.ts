import { minuteSetLifeMs } from '../../../pipeline/leaderboard/resetLeaderboard'
import { defineRule } from '../../rule'
import { expireAsOthers, expireWords, keysSeen } from './expireAsOthers'
import { redisOf } from './redisOf'

/** Minute sets that were made to stay (PERSIST, or a write that is not ours): they fill Redis little by little. */
export const minuteWithoutExpiry = defineRule({
  id: 'minute_without_expiry',
  breaks: [],
  symptomOf: ['redis'],
  holdMs: 2_000,
  words: {
    sentence: {
      en: 'Some minutes of the leaderboard never expire: {{count}}.',
      ar: 'بعض دقائق لوحة الصدارة لا تنتهي صلاحيتها أبدًا، وعددها {{count}}.',
    },
    hurts: {
      en: 'They stay in Redis’s memory for ever.',
      ar: 'تبقى في ذاكرة Redis إلى الأبد.',
    },
    evidence: {
      key: { en: '{{key}} has no time to live.', ar: 'ليس للمفتاح {{key}} مدة بقاء.' },
    },
    fixes: { expire: expireWords },
  },
  find: (facts) => {
    const keys = redisOf(facts)?.minutes.withoutExpiry ?? []
    if (keys.length === 0) return []
    return [
      {
        subject: 'redis',
        severity: 'warn',
        values: { count: keys.length, life: { ms: minuteSetLifeMs } },
        evidence: keysSeen(facts, keys),
      },
    ]
  },
  fixes: {
    expire: {
      safe: true,
      run: (tools) => expireAsOthers(tools, tools.facts.redis.value?.minutes.withoutExpiry ?? []),
    },
  },
})
