import { isUp, type Facts } from '../../facts'
import { defineRule } from '../../rule'
import { psql } from '../postgres/postgres'

const spanMs = 60_000
/** One or two are a phone with a wrong clock. */
const few = 5

/**
 * Events carry times that have not come: a wrong clock, a wrong unit, a wrong time zone. Times long past are no ground: a backfill, or
 * tables that are read anew, bring as many as they like.
 */
export const eventsOutOfTime = defineRule({
  id: 'events_out_of_time',
  breaks: [],
  symptomOf: ['machine', 'kafka', 'redis', 'enricher', 'leaderboard', 'observer'],
  words: {
    sentence: {
      en: 'Events carry times that have not come yet: {{count}} within {{age}}.',
      ar: 'أحداث تحمل أوقاتًا لم تأت بعد: {{count}} خلال {{age}}.',
    },
    hurts: {
      en: 'They are stored and counted, but no window of the leaderboard shows them before their time.',
      ar: 'هي محفوظة ومحسوبة، لكن لا تظهر في نوافذ لوحة الصدارة قبل وقتها.',
    },
    evidence: {
      past: { en: 'Older than the longest window were {{count}}.', ar: 'والأقدم من أطول نافذة {{count}}.' },
      look: {
        en: 'The newest rows show the writer’s device and how far event_ts lies from now.',
        ar: 'أحدث الصفوف تبين جهاز الكاتب وبُعد event_ts عن الآن.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const future = grown(facts, 'events_future')
    const past = grown(facts, 'events_past')
    if (!isUp(facts) || future === null || past === null || future <= few) return []
    return [
      {
        subject: 'event_ts',
        severity: 'warn',
        values: { count: future, age: { ms: spanMs } },
        evidence: [
          { word: 'past', values: { count: past } },
          {
            word: 'look',
            command: psql(
              facts.endpoints,
              'SELECT id, device, event_ts, event_ts - now() AS away FROM engagement_events ORDER BY id DESC LIMIT 20',
            ),
          },
        ],
      },
    ]
  },
  fixes: {},
})

/** Over the whole span: a leaderboard that is filled anew counts those of before again, from nothing. */
function grown({ trend }: Facts, key: 'events_future' | 'events_past'): number | null {
  const course = trend(key, spanMs)
  return course === null ? null : Math.max(0, course.last - course.first)
}
