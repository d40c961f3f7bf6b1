import { known } from '../../../../contract/known'
import { topics } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { readAnew, readAnewWords } from '../connect/remedies'
import { psql } from '../postgres/postgres'
import { kafkaOf, kafkaTool } from '../topics/topics'

/** Content that comes a moment after its events corrects them by itself. */
const spanMs = 20_000

/** Events are joined to nothing: their content is not known to the enricher. */
export const contentUnknown = defineRule({
  id: 'content_unknown',
  breaks: [],
  symptomOf: ['kafka', 'capture', 'topics', 'enricher', 'observer'],
  words: {
    sentence: {
      en: 'Events whose content is unknown wait for it: {{held}}.',
      ar: 'أحداث تنتظر محتواها لأنه غير معروف، وعددها {{held}}.',
    },
    hurts: {
      en: 'They are stored and counted, but without type and length of their content; when it comes they are corrected.',
      ar: 'هي محفوظة ومحسوبة لكن بلا نوع محتواها وطوله، وتُصحَّح حين يصل.',
    },
    evidence: {
      grows: {
        en: 'Within {{age}} they grew by {{grown}}. Beyond what memory may hold, {{forgotten}} were let go uncorrected.',
        ar: 'خلال {{age}} زادت بمقدار {{grown}}. وتُرك بلا تصحيح مما تجاوز حد الذاكرة {{forgotten}}.',
      },
      contents: {
        en: 'Postgres has {{rows}} contents, the enricher knows {{contents}}.',
        ar: 'في Postgres من المحتويات {{rows}}، ويعرف المُثري منها {{contents}}.',
      },
      topic: { en: 'What the enricher knows comes from {{topic}}.', ar: 'ما يعرفه المُثري يأتي من {{topic}}.' },
    },
    fixes: { read_anew: readAnewWords({ en: 'Give up the connector’s place', ar: 'ترك موضع الموصل' }) },
  },
  find: (facts) => {
    const held = facts.trend('events_held', spanMs)
    const stats = known(facts.pipeline?.enricher)
    const rows = known(facts.pipeline?.postgres)?.contents ?? null
    if (kafkaOf(facts) === null || held === null || stats === null || held.last <= held.first) return []
    const isTopicShort = rows !== null && stats.contents < rows
    return [
      {
        subject: topics.content,
        severity: 'warn',
        values: { held: held.last },
        evidence: [
          {
            word: 'grows',
            values: { age: { ms: spanMs }, grown: held.last - held.first, forgotten: stats.forgotten },
          },
          ...(rows === null
            ? []
            : [
                {
                  word: 'contents' as const,
                  values: { rows, contents: stats.contents },
                  command: psql(facts.endpoints, 'SELECT count(*) FROM content'),
                },
              ]),
          {
            word: 'topic',
            values: { topic: topics.content },
            command: kafkaTool(
              facts,
              'kafka-console-consumer',
              `--topic ${topics.content} --from-beginning --timeout-ms 5000`,
            ),
          },
        ],
        // Content that Postgres has not either can only be written there.
        fixes: isTopicShort ? ['read_anew'] : [],
      },
    ]
  },
  fixes: { read_anew: readAnew },
})
