import { topics } from '../../../../contract/pipeline'
import { isUp } from '../../facts'
import { defineRule } from '../../rule'
import { describeGroup } from './groups'

/** A group that was renamed keeps its old member until its session ends, and is looked at every 20 s. */
const renamedMs = 50_000

/**
 * An enricher of another console, or another version, with a consumer group of its own: both take all events. Of one group they would share
 * them, which is how the work is spread over machines. A second leaderboard does no harm: batches are applied by the offsets in Redis,
 * whoever brings them.
 */
export const secondEnricher = defineRule({
  id: 'second_enricher',
  breaks: [],
  symptomOf: ['kafka'],
  words: {
    sentence: {
      en: 'A second enricher takes the same events, as the consumer group {{group}}.',
      ar: 'مُثرٍ ثانٍ يأخذ الأحداث نفسها باسم مجموعة الاستهلاك {{group}}.',
    },
    hurts: {
      en: 'Each event stands twice in {{topic}}. ClickHouse and the leaderboard count it once; other readers of the topic count it twice.',
      ar: 'يُكتب كل حدث مرتين في {{topic}}. يحسبه ClickHouse ولوحة الصدارة مرة، ويحسبه غيرهما من قرّاء الموضوع مرتين.',
    },
    evidence: {
      member: {
        en: 'A member of that group calls itself {{client}} and comes from {{host}}.',
        ar: 'في هذه المجموعة عضو يسمي نفسه {{client}} ويتصل من {{host}}.',
      },
      own: {
        en: 'The group of this console’s enricher is {{group}}.',
        ar: 'مجموعة المُثري في نسخة مرصد هذه هي {{group}}.',
      },
      advice: {
        en: 'End that console, or give its enricher this group: then both share the events.',
        ar: 'أوقف نسخة مرصد تلك، أو أعطِ المُثري فيها هذه المجموعة: عندها يتقاسمان الأحداث.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const { enricherGroup } = facts.settings
    const own = facts.workers.find(({ name }) => name === 'enricher')
    if (!isUp(facts) || (own !== undefined && facts.now - own.since < renamedMs)) return []
    return (facts.readers.value?.enrichers ?? [])
      .filter(({ group }) => group !== enricherGroup)
      .map(({ group, members }) => ({
        subject: group,
        severity: 'warn' as const,
        values: { group, topic: topics.enriched },
        evidence: [
          ...members.map(({ clientId: client, host }) => ({
            word: 'member' as const,
            values: { client, host },
            command: `${describeGroup(facts, group)} --members`,
          })),
          { word: 'own' as const, values: { group: enricherGroup }, command: describeGroup(facts, enricherGroup) },
          { word: 'advice' as const },
        ],
      }))
  },
  fixes: {},
})
