import { isUp, type Look } from '../../facts'
import { defineRule } from '../../rule'
import { clickhouseCommand } from '../warehouse/warehouse'
import { psql } from '../postgres/postgres'
import { redisCommand } from '../redis/redisCommand'

/** A clock further away than this moves events into other minutes, in milliseconds. */
const apartMs = 2_000

/** The clock of a service's machine differs from this one's: freshness and windows are then computed of two times. */
export const clocksApart = defineRule({
  id: 'clocks_apart',
  breaks: [],
  symptomOf: ['machine', 'postgres', 'clickhouse', 'redis'],
  holdMs: 5_000,
  words: {
    sentence: {
      en: 'The clock of {{service}} differs from this machine’s by {{away}}.',
      ar: 'تختلف ساعة {{service}} عن ساعة هذا الجهاز بمقدار {{away}}.',
    },
    hurts: {
      en: 'Freshness is shown wrong by as much, and events near the edge of a minute count in another one.',
      ar: 'يظهر زمن الوصول خاطئًا بهذا القدر، وتُحسب الأحداث القريبة من حد الدقيقة في دقيقة أخرى.',
    },
    evidence: {
      ahead: { en: 'It is ahead by {{away}}.', ar: 'هي متقدمة بمقدار {{away}}.' },
      behind: { en: 'It is behind by {{away}}.', ar: 'هي متأخرة بمقدار {{away}}.' },
      advice: {
        en: 'Let both machines take their time from the same source (NTP), then look again.',
        ar: 'اجعل الجهازين يأخذان الوقت من المصدر نفسه (NTP) ثم انظر من جديد.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    if (!isUp(facts)) return []
    const { endpoints, postgres, clickhouse, redis } = facts
    const clocks = [
      ['postgres', postgres, postgres.value?.clock_ms, psql(endpoints, 'SELECT clock_timestamp()')],
      ['clickhouse', clickhouse, clickhouse.value?.state.clock_ms, clickhouseCommand(endpoints, 'SELECT now64(3)')],
      ['redis', redis, redis.value?.clockMs, redisCommand(endpoints, 'TIME')],
    ] as const
    return clocks.flatMap(([name, look, clock, command]) => {
      const away = awayMs(look, clock)
      if (away === null) return []
      return [
        {
          subject: name,
          severity: 'warn' as const,
          values: { service: { name }, away: { ms: Math.abs(away) } },
          evidence: [
            {
              word: away > 0 ? ('ahead' as const) : ('behind' as const),
              values: { away: { ms: Math.abs(away) } },
              command,
            },
            { word: 'advice' as const },
          ],
        },
      ]
    })
  },
  fixes: {},
})

/** How far a clock is ahead, in milliseconds; null when it is near, or when that cannot be told for how long the answer took. */
function awayMs({ at, tookMs }: Look<unknown>, clock: number | undefined): number | null {
  if (at === null || tookMs === null || clock === undefined) return null
  // It was read at some time between question and answer.
  const [least, most] = [clock - at, clock - (at - tookMs)]
  if (least > apartMs) return least
  return most < -apartMs ? most : null
}
