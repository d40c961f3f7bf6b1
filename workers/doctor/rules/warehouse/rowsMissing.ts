import { known } from '../../../../contract/known'
import { topics } from '../../../../contract/pipeline'
import { renewConsumer } from '../../../pipeline/clickhouse/recreateConsumer'
import { rewindGroup } from '../../../kafka/session/rewindGroup'
import { defineRule } from '../../rule'
import { groupCommand } from './progress'
import { newGroup, newGroupWords } from './renew'
import { clickhouseCommand, database, mainTable, warehouseOf } from './warehouse'

const spanMs = 10_000

/**
 * ClickHouse's group stands at the end of the topic, but rows are not there: it was set to the end, or somebody else took records under its
 * name. Told only of more rows than have come lately, since those may be on their way.
 */
export const rowsMissing = defineRule({
  id: 'rows_missing',
  breaks: ['warehouse'],
  symptomOf: ['kafka', 'clickhouse', 'topics', 'enricher', 'observer', 'warehouse'],
  words: {
    sentence: {
      en: 'ClickHouse has read the topic to its end, but lacks {{lacking}} of its events.',
      ar: 'قرأ ClickHouse الموضوع إلى آخره لكن تنقصه من أحداثه {{lacking}}.',
    },
    hurts: {
      en: 'Sums and counts over those events are too small, and they do not come by themselves.',
      ar: 'المجاميع والأعداد على تلك الأحداث أصغر من الصحيح، ولن تصل من تلقاء نفسها.',
    },
    evidence: {
      counts: {
        en: '{{topic}} holds {{enriched}} live events, ClickHouse {{rows}}.',
        ar: 'في {{topic}} من الأحداث القائمة {{enriched}} وفي ClickHouse {{rows}}.',
      },
      group: {
        en: 'The group {{group}} has nothing left to read: it was set to the end, or another program read under its name.',
        ar: 'لم يبق للمجموعة {{group}} ما تقرؤه: نُقلت إلى النهاية، أو قرأ برنامج آخر باسمها.',
      },
    },
    fixes: {
      read_again: {
        summary: {
          en: 'Let the group read the topic again from its beginning: what is missing arrives, rows that are there replace themselves.',
          ar: 'جعل المجموعة تقرأ الموضوع من بدايته: يصل ما ينقص، والصفوف الموجودة تحل محل نفسها.',
        },
        warning: {
          en: 'With many records it takes a while, and new rows come behind them.',
          ar: 'يستغرق وقتًا إن كثرت السجلات، وتأتي الصفوف الجديدة بعدها.',
        },
      },
      new_group: newGroupWords,
    },
  },
  find: (facts) => {
    const lacking = facts.trend('rows_lacking', spanMs)
    const come = facts.trend('records_of_enriched', spanMs)
    const tally = known(facts.pipeline?.tally)
    const clickhouse = known(facts.pipeline?.clickhouse)
    if (warehouseOf(facts) === null || lacking === null || come === null || tally === null || clickhouse === null)
      return []
    if (lacking.least <= come.last - come.first) return []
    const { clickhouseGroup: group } = facts.settings
    return [
      {
        subject: mainTable,
        severity: 'fail',
        values: { lacking: lacking.least },
        evidence: [
          {
            word: 'counts',
            values: { topic: topics.enriched, enriched: tally.enriched, rows: clickhouse.distinct },
            command: clickhouseCommand(facts.endpoints, `SELECT count() FROM ${database}.${mainTable} FINAL`),
          },
          { word: 'group', values: { group }, command: groupCommand(facts) },
        ],
      },
    ]
  },
  fixes: {
    read_again: {
      safe: true,
      run: ({ services: { clickhouse, paths, endpoints }, facts, signal }) =>
        renewConsumer(clickhouse, paths, signal, () => rewindGroup(endpoints, facts.settings.clickhouseGroup, signal)),
      settleMs: 120_000,
    },
    new_group: newGroup,
  },
})
