import { replicationSlot } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { postgresOf, psql, psqlAsSuperuser } from './postgres'

/** Names shown of others' slots. */
const shown = 10

/** The connector's slot cannot be made, because others have taken all there are. */
export const noFreeSlot = defineRule({
  id: 'no_free_slot',
  breaks: ['connect', 'capture'],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'All {{allowed}} replication slots of Postgres are taken, and none is the connector’s.',
      ar: 'كل فتحات النسخ في Postgres مشغولة (العدد المسموح: {{allowed}}) وليس للموصل واحدة منها.',
    },
    hurts: {
      en: 'The connector cannot make its slot: no change leaves Postgres.',
      ar: 'لا يستطيع الموصل إنشاء فتحته: لا يغادر أي تغيير Postgres.',
    },
    evidence: {
      taken: { en: '{{used}} of {{allowed}} are taken.', ar: 'المشغول {{used}} من {{allowed}}.' },
      idle: {
        en: 'Nobody reads {{slots}}. If they are no longer needed, drop one: pg_drop_replication_slot.',
        ar: 'لا أحد يقرأ {{slots}}. إن لم تعد مطلوبة فاحذف إحداها بالدالة pg_drop_replication_slot.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    if (postgres === null || postgres.slot !== null || postgres.slots_used < postgres.slots_allowed) return []
    const { endpoints } = facts
    const values = { used: postgres.slots_used, allowed: postgres.slots_allowed }
    const idle = postgres.other_slots.filter(({ active }) => !active).map(({ name }) => name)
    return [
      {
        subject: replicationSlot,
        severity: 'fail',
        values,
        evidence: [
          {
            word: 'taken',
            values,
            command: psql(endpoints, 'SELECT slot_name, slot_type, active FROM pg_replication_slots'),
          },
          ...(idle.length === 0
            ? []
            : [
                {
                  word: 'idle' as const,
                  values: { slots: idle.slice(0, shown).join(', ') },
                  command: psqlAsSuperuser(endpoints, `SELECT pg_drop_replication_slot('${idle[0] ?? ''}')`),
                },
              ]),
        ],
      },
    ]
  },
  // Whose they are only people know: dropping one loses its place.
  fixes: {},
})
