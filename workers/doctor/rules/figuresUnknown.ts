import { everyPart } from '../../../contract/doctor'
import type { PipelineSnapshot, Reading } from '../../../contract/snapshot'
import { isUp } from '../facts'
import { defineRule } from '../rule'

/** What the observer reads of the services; what workers tell of themselves has rules of its own. */
const parts = [
  'postgres',
  'slot',
  'connector',
  'topics',
  'groups',
  'tally',
  'clickhouse',
  'redis',
  'leaderboards',
] as const satisfies readonly (keyof PipelineSnapshot)[]

/**
 * Figures that the window shows as unknown while no other rule says why. Other rules judge by these figures: without them they are silent,
 * which must not look like health.
 */
export const figuresUnknown = defineRule({
  id: 'figures_unknown',
  breaks: [],
  symptomOf: everyPart.filter((part) => part !== 'pace'),
  holdMs: 8_000,
  words: {
    sentence: {
      en: 'The observer cannot read figures that it could read before: {{count}} of {{all}} kinds.',
      ar: 'تعذّرت على المراقب قراءة أرقام كان يقرؤها (عدد أنواعها {{count}} من {{all}}).',
    },
    hurts: {
      en: 'What is shown of them is old, and what is wrong behind them is not seen.',
      ar: 'ما يُعرض منها قديم، ولا يُرى ما قد يكون معطلًا خلفها.',
    },
    evidence: {
      postgres: { en: 'Rows in Postgres: {{reason}}', ar: 'صفوف Postgres: {{reason}}' },
      slot: { en: 'The replication slot: {{reason}}', ar: 'فتحة النسخ: {{reason}}' },
      connector: { en: 'The connector’s state: {{reason}}', ar: 'حالة الموصل: {{reason}}' },
      topics: { en: 'The topics: {{reason}}', ar: 'المواضيع: {{reason}}' },
      groups: { en: 'The lag of consumer groups: {{reason}}', ar: 'تأخر مجموعات الاستهلاك: {{reason}}' },
      tally: { en: 'Events counted in the topics: {{reason}}', ar: 'عدد الأحداث في المواضيع: {{reason}}' },
      clickhouse: { en: 'Rows in ClickHouse: {{reason}}', ar: 'صفوف ClickHouse: {{reason}}' },
      redis: { en: 'Minutes and memory of Redis: {{reason}}', ar: 'دقائق Redis وذاكرته: {{reason}}' },
      leaderboards: { en: 'The leaderboard: {{reason}}', ar: 'لوحة الصدارة: {{reason}}' },
    },
    fixes: {},
  },
  find: (facts) => {
    const { pipeline } = facts
    if (!isUp(facts) || pipeline === null) return []
    const unread = parts.flatMap((part) => {
      const reading: Reading<unknown> = pipeline[part]
      // Never read: the observer has just begun, or this stack has no such thing.
      return reading.state === 'known' || reading.last === null ? [] : [{ part, reason: reading.reason }]
    })
    if (unread.length === 0) return []
    return [
      {
        subject: 'observer',
        severity: 'warn',
        values: { count: unread.length, all: parts.length },
        evidence: unread.map(({ part: word, reason }) => ({
          word,
          values: { reason: { unread: reason } },
          command: 'npm run marsad -- status',
        })),
      },
    ]
  },
  fixes: {},
})
