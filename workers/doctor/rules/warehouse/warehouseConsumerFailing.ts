import { defineRule } from '../../rule'
import { groupCommand, standstill } from './progress'
import { newGroup, newGroupWords, renew, renewWords } from './renew'
import { clickhouseCommand, database, kafkaTable, warehouseOf } from './warehouse'

/** An exception older than this may have passed, in milliseconds; while it goes on, it is told again at each attempt. */
const recentMs = 10_000
const stillMs = 6_000
const shownLength = 600

/** ClickHouse's own words, without the places in its code. */
const withoutTrace = (text: string): string => text.replace(/,? ?Stack trace[^]*$/, '').slice(0, shownLength)

/** ClickHouse tries to take records and fails at it again and again: the disk, memory, a constraint, a view of somebody's. */
export const warehouseConsumerFailing = defineRule({
  id: 'warehouse_consumer_failing',
  breaks: ['warehouse'],
  symptomOf: ['clickhouse', 'kafka', 'topics', 'warehouse'],
  words: {
    sentence: {
      en: 'ClickHouse fails to store what it reads from the topic.',
      ar: 'يفشل ClickHouse في تخزين ما يقرؤه من الموضوع.',
    },
    hurts: {
      en: 'No rows arrive. Nothing is lost: what it could not store is read again.',
      ar: 'لا تصل صفوف. لا يضيع شيء: ما لم يستطع تخزينه يُقرأ من جديد.',
    },
    evidence: {
      exception: { en: 'Its latest exception, {{age}} ago: {{text}}', ar: 'آخر استثناء له قبل {{age}}: {{text}}' },
      memory: {
        en: 'It ran into its memory limit (code 241): give ClickHouse more memory, or end what else uses it.',
        ar: 'بلغ حد الذاكرة (الرمز 241): أعطِ ClickHouse ذاكرة أكثر أو أوقف ما يستعملها غيره.',
      },
      part: {
        en: 'A stored part cannot be read (code 246): its name is in the exception. Detach it (ALTER TABLE … DETACH PART), then let the topic be read again.',
        ar: 'جزء مخزون لا يمكن قراءته (الرمز 246) واسمه في الاستثناء. افصله (ALTER TABLE … DETACH PART) ثم أعد قراءة الموضوع.',
      },
      still: {
        en: 'The group {{group}} has stayed at {{position}} for {{age}}; records that wait: {{waiting}}.',
        ar: 'المجموعة {{group}} باقية عند {{position}} منذ {{age}}؛ عدد السجلات المنتظرة: {{waiting}}.',
      },
    },
    fixes: { renew: renewWords, new_group: newGroupWords },
  },
  find: (facts) => {
    const warehouse = warehouseOf(facts)
    const still = standstill(facts, stillMs)
    if (warehouse === null || still === null) return []
    const { clock_ms: clock } = warehouse.state
    const [latest] = warehouse.consumers
      .filter(({ last_exception: text, exception_ms: at }) => text !== '' && clock - at < recentMs)
      .toSorted((one, other) => other.exception_ms - one.exception_ms)
    if (latest === undefined) return []
    const shown = `SELECT exceptions.text[-1] FROM system.kafka_consumers WHERE database = '${database}' AND table = '${kafkaTable}'`
    return [
      {
        subject: kafkaTable,
        severity: 'fail',
        evidence: [
          {
            word: 'exception',
            values: {
              age: { ms: Math.max(0, clock - latest.exception_ms) },
              text: withoutTrace(latest.last_exception),
            },
            command: clickhouseCommand(facts.endpoints, shown),
          },
          ...adviceFor(latest.last_exception),
          {
            word: 'still',
            values: {
              group: facts.settings.clickhouseGroup,
              position: still.position,
              age: { ms: stillMs },
              waiting: still.waiting,
            },
            command: groupCommand(facts),
          },
        ],
      },
    ]
  },
  fixes: { renew, new_group: newGroup },
})

/** What ClickHouse's own codes ask for. */
function adviceFor(text: string): readonly { readonly word: 'memory' | 'part' }[] {
  if (/\bCode: 241\b|MEMORY_LIMIT_EXCEEDED/.test(text)) return [{ word: 'memory' }]
  return /\bCode: 246\b|CORRUPTED_DATA/.test(text) ? [{ word: 'part' }] : []
}
