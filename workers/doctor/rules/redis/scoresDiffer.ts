import { minuteStartMs, redisKeys, redisPrefix, topics } from '../../../../contract/pipeline'
import { secondsText } from '../../../pipeline/leaderboard/leaderboardScores'
import { isUp, type Facts } from '../../facts'
import type { WrongSum } from '../../probes/judgeMinutes'
import { defineRule, type Observed } from '../../rule'
import { kafkaTool } from '../topics/topics'
import { rebuild, rebuildWords } from './rebuild'
import { redisCommand } from './redisCommand'

const shownSums = 3

/**
 * Sums of minutes that are over which the topic does not make, though it is where they come from: somebody changed them, or they were added to
 * twice. Judged at one cut of Redis and topic (probes/boardCut.ts), so that nothing under way, changed or deleted since is taken for a fault.
 */
export const scoresDiffer = defineRule({
  id: 'scores_differ',
  breaks: [],
  symptomOf: ['redis', 'kafka', 'leaderboard'],
  words: {
    sentence: {
      en: 'Sums of the leaderboard are not those of its events: {{count}}, such as in the minute {{minute}}.',
      ar: 'في لوحة الصدارة مجاميع لا توافق أحداثها: عددها {{count}}، منها في الدقيقة {{minute}}.',
    },
    hurts: {
      en: 'Contents rank too high or too low for as long as a window shows the minute.',
      ar: 'يعلو ترتيب بعض المحتوى أو ينزل عن حقه ما دامت نافذة تعرض تلك الدقيقة.',
    },
    evidence: {
      found: {
        en: 'Minute {{minute}}, content {{content}}: {{found}} seconds in Redis.',
        ar: 'في Redis للدقيقة {{minute}} والمحتوى {{content}} من الثواني {{found}}.',
      },
      expected: {
        en: 'Recomputed from the records of {{topic}}: {{expected}} seconds.',
        ar: 'إعادة حسابها من سجلات {{topic}} تعطي من الثواني {{expected}}.',
      },
    },
    fixes: { rebuild: rebuildWords },
  },
  find: (facts) => {
    const wrong = isUp(facts) ? (facts.scores.value?.wrong ?? []) : []
    const [first] = wrong
    if (first === undefined) return []
    return [
      {
        subject: 'leaderboard',
        severity: 'fail',
        values: { count: wrong.length, minute: first.minute },
        evidence: wrong.slice(0, shownSums).flatMap((sum) => seen(facts, sum)),
      },
    ]
  },
  fixes: {
    rebuild: {
      ...rebuild,
      // The minute that was told must have been compared again.
      works: ({ scores }, { values }) => scores.value?.right.some((minute) => minute === values?.['minute']) === true,
    },
  },
})

function seen(facts: Facts, sum: WrongSum): readonly Observed<'found' | 'expected'>[] {
  const { minute, contentId, found, least, most } = sum
  const prefix = redisPrefix(facts.settings.redisKeyPrefix, facts.endpoints?.redis.cluster === true)
  const key = redisKeys.minute(prefix, minute)
  const expected = least === most ? secondsText(least) : `${secondsText(least)} … ${secondsText(most)}`
  return [
    {
      word: 'found',
      values: { minute, content: contentId, found: secondsText(found) },
      command: redisCommand(facts.endpoints, `ZSCORE '${key}' ${contentId}`),
    },
    {
      word: 'expected',
      values: { topic: topics.enriched, expected },
      command: recompute(facts, sum),
    },
  ]
}

/** How to add up the records by hand: the first of each event, no corrections, no deletions. */
function recompute(facts: Facts, { minute, contentId, partition, from }: WrongSum): string {
  const start = new Date(minuteStartMs(minute)).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length)
  const read = kafkaTool(
    facts,
    'kafka-console-consumer',
    `--topic ${topics.enriched} --partition ${partition} --offset ${from} --isolation-level read_committed --timeout-ms 5000`,
  )
  const chosen = `.content_id == "${contentId}" and (.event_ts | startswith("${start}")) and (.correction or .deleted | not)`
  return `${read} | jq -s 'map(select(${chosen})) | unique_by(.event_id) | map(.engagement_seconds // 0 | tonumber) | add'`
}
