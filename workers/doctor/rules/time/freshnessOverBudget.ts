import { known } from '../../../../contract/known'
import { freshnessBudgetMs } from '../../../../contract/pipeline'
import { isUp, type Facts } from '../../facts'
import { defineRule } from '../../rule'
import { hasSettled } from '../postgres/postgres'
import { describeGroup, workerGroups } from '../workers/groups'

const spanMs = 20_000

interface Hop {
  readonly subject: string
  readonly name: string
  readonly spentMs: number
  readonly command: string | null
}

/** Events take longer than promised, though every part works: the hop that spends the time is named. */
export const freshnessOverBudget = defineRule({
  id: 'freshness_over_budget',
  breaks: [],
  symptomOf: [
    'machine',
    'postgres',
    'kafka',
    'connect',
    'clickhouse',
    'redis',
    'capture',
    'topics',
    'enricher',
    'warehouse',
    'leaderboard',
    'observer',
  ],
  holdMs: 10_000,
  words: {
    sentence: {
      en: 'Events arrive later than the {{budget}} promised: the time goes to {{hop}}.',
      ar: 'تصل الأحداث متأخرة عن {{budget}} الموعودة: يذهب الوقت في {{hop}}.',
    },
    hurts: {
      en: 'What people see is older than promised; nothing is lost.',
      ar: 'ما يراه الناس أقدم مما وُعد به؛ لا يضيع شيء.',
    },
    evidence: {
      oldest: {
        en: 'The oldest event that waits there has waited for {{spent}}.',
        ar: 'أقدم حدث ينتظر هناك ينتظر منذ {{spent}}.',
      },
      capture: {
        en: 'From commit to topic, half of the latest events took longer than {{spent}}, and it grows.',
        ar: 'من التثبيت إلى الموضوع استغرق نصف أحدث الأحداث أكثر من {{spent}}، والوقت يزداد.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    if (!isUp(facts)) return []
    const [slowest] = [captureHop(facts), ...groupHops(facts)]
      .flatMap((hop) => (hop === null || hop.spentMs <= freshnessBudgetMs ? [] : [hop]))
      .toSorted((one, other) => other.spentMs - one.spentMs)
    if (slowest === undefined) return []
    const { subject, name, spentMs, command } = slowest
    return [
      {
        subject,
        severity: 'warn',
        values: { budget: { ms: freshnessBudgetMs }, hop: { name } },
        evidence: [
          {
            word: command === null ? 'capture' : 'oldest',
            values: { spent: { ms: spentMs } },
            ...(command === null ? {} : { command }),
          },
        ],
      },
    ]
  },
  fixes: {},
})

/** The connector. Its latest samples may be those of a backlog that is over: only while they grow is it slow now. */
function captureHop(facts: Facts): Hop | null {
  const median = facts.trend('capture_median', spanMs)
  const records = facts.trend('records_of_events', spanMs)
  if (median === null || records === null || records.last <= records.first || !hasSettled(facts)) return null
  return median.last <= median.first
    ? null
    : { subject: 'capture', name: 'connect', spentMs: median.last, command: null }
}

/** Each consumer group: how long its oldest unread record has waited. */
function groupHops(facts: Facts): (Hop | null)[] {
  const groups = known(facts.pipeline?.groups) ?? []
  const readers = [
    ...workerGroups(facts).map(({ group, worker }) => ({ group, name: worker })),
    { group: facts.settings.clickhouseGroup, name: 'clickhouse' },
  ]
  return readers.map(({ group, name }) => {
    const waited = groups.find((each) => each.group === group)?.lagMs ?? null
    return waited === null ? null : { subject: name, name, spentMs: waited, command: describeGroup(facts, group) }
  })
}
