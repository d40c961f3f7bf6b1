import { defineRule } from '../../rule'
import { groupCommand, groupState, standstill } from './progress'
import { newGroup, newGroupWords, renew, renewWords } from './renew'
import { clickhouseCommand, database, kafkaTable, presenceOf, warehouseOf } from './warehouse'

/** How long a standstill must last, in milliseconds, by what Kafka says of the group. */
const stillMs: Readonly<Record<string, number>> = {
  Stable: 12_000,
  // Its client has left and does not come back, as after the death of the broker that coordinates the group.
  Empty: 10_000,
}
/** A group that has lost a member without a word waits for it for up to 45 s. */
const unsettledMs = 70_000

/** ClickHouse tells of no error and takes nothing: decision 27, or a further view on the Kafka table whose own table is gone. */
export const warehouseStalled = defineRule({
  id: 'warehouse_stalled',
  breaks: ['warehouse'],
  symptomOf: ['processors', 'clickhouse', 'kafka', 'topics', 'enricher', 'observer', 'warehouse'],
  words: {
    sentence: {
      en: 'ClickHouse has stopped taking records from the topic, and tells of no error.',
      ar: 'توقف ClickHouse عن أخذ السجلات من الموضوع دون أن يذكر خطأ.',
    },
    hurts: {
      en: 'No rows arrive. Nothing is lost: the topic keeps the records.',
      ar: 'لا تصل صفوف. لا يضيع شيء: يحتفظ الموضوع بالسجلات.',
    },
    evidence: {
      still: {
        en: 'The group {{group}} has stayed at {{position}} for {{age}}; records that wait: {{waiting}}.',
        ar: 'المجموعة {{group}} باقية عند {{position}} منذ {{age}}؛ عدد السجلات المنتظرة: {{waiting}}.',
      },
      state: {
        en: 'Kafka says {{state}} for the group; members: {{members}}.',
        ar: 'يقول كافكا {{state}} عن المجموعة؛ عدد أعضائها: {{members}}.',
      },
      views: {
        en: 'Views that read the Kafka table: {{views}}. If one of them has no table to write to, ClickHouse reads for none.',
        ar: 'العروض التي تقرأ جدول كافكا: {{views}}. إن كان أحدها بلا جدول يكتب فيه فلا يقرأ ClickHouse لأي منها.',
      },
    },
    fixes: { renew: renewWords, new_group: newGroupWords },
  },
  find: (facts) => {
    const warehouse = warehouseOf(facts)
    const ms = stillMs[groupState(facts) ?? ''] ?? unsettledMs
    const still = standstill(facts, ms)
    if (warehouse === null || still === null || presenceOf(warehouse, kafkaTable) !== 'there') return []
    const { clickhouseGroup: group } = facts.settings
    const found = facts.kafka.value?.groups.get(group)
    const shown = `SELECT name FROM system.tables WHERE database = '${database}' AND as_select LIKE '%${kafkaTable}%'`
    return [
      {
        subject: kafkaTable,
        severity: 'fail',
        evidence: [
          {
            word: 'still',
            values: { group, position: still.position, age: { ms }, waiting: still.waiting },
            command: groupCommand(facts),
          },
          ...(found === undefined
            ? []
            : [{ word: 'state' as const, values: { state: found.state, members: found.members.length } }]),
          {
            word: 'views',
            values: {
              views: warehouse.tables
                .filter(({ engine, detached }) => engine === 'MaterializedView' && !detached)
                .map(({ name }) => name)
                .join(', '),
            },
            command: clickhouseCommand(facts.endpoints, shown),
          },
        ],
      },
    ]
  },
  fixes: { renew, new_group: newGroup },
})
