import { longestWindowMinutes } from '../../../../contract/pipeline'
import { minuteSetLifeMs } from '../../../pipeline/leaderboard/resetLeaderboard'
import { defineRule } from '../../rule'
import { expireAsOthers, expireWords, keysSeen } from './expireAsOthers'
import { redisOf } from './redisOf'

/** Minute sets that will be gone while a window still shows their minute: somebody shortened their life, or another program writes them. */
export const minuteExpiresEarly = defineRule({
  id: 'minute_expires_early',
  breaks: [],
  symptomOf: ['redis'],
  holdMs: 2_000,
  words: {
    sentence: {
      en: 'Some minutes of the leaderboard expire before they leave its longest window: {{count}}.',
      ar: 'بعض دقائق لوحة الصدارة تنتهي صلاحيتها قبل أن تخرج من أطول نوافذها، وعددها {{count}}.',
    },
    hurts: {
      en: 'The sums of the longest window, {{window}}, become too small without a word.',
      ar: 'تصغر مجاميع أطول نافذة، وهي {{window}}، دون أن يُذكر شيء.',
    },
    evidence: {
      key: { en: '{{key}} lives too short.', ar: 'مدة بقاء المفتاح {{key}} أقصر من اللازم.' },
    },
    fixes: { expire: expireWords },
  },
  find: (facts) => {
    const keys = redisOf(facts)?.minutes.shortLived ?? []
    if (keys.length === 0) return []
    return [
      {
        subject: 'redis',
        severity: 'fail',
        values: {
          count: keys.length,
          life: { ms: minuteSetLifeMs },
          window: { ms: longestWindowMinutes * 60_000 },
        },
        evidence: keysSeen(facts, keys),
      },
    ]
  },
  fixes: {
    expire: {
      safe: true,
      run: (tools) => expireAsOthers(tools, tools.facts.redis.value?.minutes.shortLived ?? []),
    },
  },
})
