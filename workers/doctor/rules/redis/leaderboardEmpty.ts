import { longestWindowMinutes, redisKeys, redisPrefix, windowMinutesOf } from '../../../../contract/pipeline'
import type { Facts } from '../../facts'
import { defineRule } from '../../rule'
import { rebuild, rebuildWords } from './rebuild'
import { redisCommand } from './redisCommand'
import { redisOf } from './redisOf'
import { warehouseOf } from '../warehouse/warehouse'

const spanMs = 10_000
/** Markers of transactions are a lag that stays. */
const fewRecords = 1_000

/**
 * Minutes of which the warehouse has events that score, but Redis has no set: somebody deleted keys, or Redis lost them. A Redis that was
 * wiped altogether is rebuilt by the worker itself, within seconds.
 */
export const leaderboardEmpty = defineRule({
  id: 'leaderboard_empty',
  breaks: ['leaderboard'],
  symptomOf: ['redis', 'kafka', 'leaderboard'],
  holdMs: 8_000,
  words: {
    sentence: {
      en: 'The leaderboard lacks minutes that the warehouse has events of.',
      ar: 'تنقص لوحة الصدارة دقائق توجد لها أحداث في المستودع.',
    },
    hurts: {
      en: 'Its sums are too small, or it is empty.',
      ar: 'مجاميعها أصغر من الصحيح، أو هي فارغة.',
    },
    evidence: {
      lacking: {
        en: 'Minutes without a set in Redis: {{count}}, such as {{minute}} with {{events}} events in ClickHouse.',
        ar: 'عدد الدقائق التي لا مجموعة لها في Redis: {{count}}، منها {{minute}} وعدد أحداثها في ClickHouse {{events}}.',
      },
      present: {
        en: 'Minutes of the last hour with a set: {{count}}.',
        ar: 'عدد دقائق الساعة الأخيرة التي لها مجموعة: {{count}}.',
      },
    },
    fixes: { rebuild: rebuildWords },
  },
  find: (facts) => {
    const redis = redisOf(facts)
    const warehouse = warehouseOf(facts)
    if (redis === null || warehouse === null || !isUpToDate(facts)) return []
    const present = new Set(redis.minutes.present)
    const absent = warehouse.scoring.filter(({ minute }) => !present.has(minute))
    if (absent.length === 0) return []
    // By this clock, which was Redis's probe's too: ClickHouse's may differ. The oldest minute may have just left the window.
    const looked = new Set(windowMinutesOf(facts.now, longestWindowMinutes - 1))
    const lacking = absent.filter(({ minute }) => looked.has(minute))
    const [first] = lacking
    if (first === undefined) return []
    const prefix = redisPrefix(facts.settings.redisKeyPrefix, facts.endpoints?.redis.cluster === true)
    const key = redisKeys.minute(prefix, first.minute)
    return [
      {
        subject: 'leaderboard',
        severity: 'fail',
        evidence: [
          {
            word: 'lacking',
            values: { count: lacking.length, minute: first.minute, events: first.events },
            command: redisCommand(facts.endpoints, `ZCARD '${key}'`),
          },
          {
            word: 'present',
            values: { count: present.size },
            command: redisCommand(facts.endpoints, `--scan --pattern '${redisKeys.minute(prefix, '*')}'`),
          },
        ],
      },
    ]
  },
  fixes: { rebuild },
})

/**
 * Whether the leaderboard's worker is not further behind than what it takes in a few seconds, nor falls behind: else the minutes are on
 * their way, or it stands, which has rules of its own.
 */
function isUpToDate({ trend }: Facts): boolean {
  const lag = trend('leaderboard_lag', spanMs)
  const position = trend('leaderboard_position', spanMs)
  if (lag === null || position === null) return false
  const taken = position.last - position.first
  return lag.least < Math.max(fewRecords, taken) && lag.last <= Math.max(lag.first, taken)
}
