import { engineSetting } from '../../../pipeline/clickhouse/engineSetting'
import { defineRule } from '../../rule'
import { clickhouseCommand, database, kafkaTable, prepare, warehouseOf } from './warehouse'

/** The Kafka table reads from other brokers, or as another group, than the settings say. */
export const kafkaTableDiffers = defineRule({
  id: 'kafka_table_differs',
  breaks: ['warehouse'],
  symptomOf: ['clickhouse', 'warehouse'],
  // It is made anew when the warehouse is prepared.
  holdMs: 3_000,
  words: {
    sentence: {
      en: 'The Kafka table {{table}} was made with other settings than the wanted ones.',
      ar: 'جدول كافكا {{table}} منشأ بإعدادات غير المطلوبة.',
    },
    hurts: {
      en: 'ClickHouse reads from another place, or as another group: its rows may stand still, and the lag shown is not its own.',
      ar: 'يقرأ ClickHouse من مكان آخر أو باسم مجموعة أخرى: قد تتوقف صفوفه، والتأخر المعروض ليس تأخره.',
    },
    evidence: {
      setting: {
        en: '{{setting}} is {{found}}; wanted is {{wanted}}.',
        ar: 'قيمة {{setting}} هي {{found}} والمطلوب {{wanted}}.',
      },
    },
    fixes: {
      prepare: {
        summary: {
          en: 'Make the Kafka table anew with the wanted settings; rows that come twice replace themselves.',
          ar: 'إنشاء جدول كافكا من جديد بالإعدادات المطلوبة؛ وما يصل مرتين من الصفوف يحل محل نفسه.',
        },
      },
    },
  },
  find: (facts) => {
    const { endpoints, settings } = facts
    const table = warehouseOf(facts)?.tables.find(({ name, detached }) => name === kafkaTable && !detached)
    if (table === undefined || endpoints === null) return []
    const wanted = [
      ['kafka_broker_list', endpoints.inside.kafka.brokers.join(',')],
      ['kafka_group_name', settings.clickhouseGroup],
    ] as const
    const differing = wanted.flatMap(([setting, value]) => {
      const found = engineSetting(table.engine_full, setting)
      return found === value ? [] : [{ setting, wanted: value, found: found ?? '' }]
    })
    if (differing.length === 0) return []
    const shown = `SELECT engine_full FROM system.tables WHERE database = '${database}' AND name = '${kafkaTable}'`
    return [
      {
        subject: kafkaTable,
        severity: 'fail',
        values: { table: kafkaTable },
        evidence: differing.map((values) => ({
          word: 'setting' as const,
          values,
          command: clickhouseCommand(endpoints, shown),
        })),
      },
    ]
  },
  fixes: { prepare },
})
