import { replicationSlot } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { readAnew, readAnewWords } from '../connect/remedies'
import { connectOf, postgresOf, psql } from './postgres'

/** The slot is gone, and with it the connector's place in the log. The connector does not make it again: it fails for good. */
export const slotMissing = defineRule({
  id: 'slot_missing',
  breaks: ['connect', 'capture'],
  symptomOf: ['postgres', 'connect'],
  // A connector that is new, or reads anew, makes it within a moment.
  holdMs: 3_000,
  words: {
    sentence: {
      en: 'The replication slot {{slot}} is missing in Postgres.',
      ar: 'فتحة النسخ {{slot}} غير موجودة في Postgres.',
    },
    hurts: {
      en: 'No change leaves Postgres, and nothing keeps the log for the connector: what is committed now cannot come by a slot.',
      ar: 'لا يغادر أي تغيير Postgres، ولا شيء يحفظ السجل للموصل: ما يُثبَّت الآن لا يمكن أن يصل عبر فتحة.',
    },
    evidence: {
      missing: {
        en: 'pg_replication_slots has no {{slot}}; slots in use: {{used}}.',
        ar: 'لا تحتوي pg_replication_slots على {{slot}}؛ عدد الفتحات الموجودة: {{used}}.',
      },
    },
    fixes: { read_anew: readAnewWords() },
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    if (postgres === null || postgres.slot !== null) return []
    // A connector that does not exist yet has no slot either: that is told by itself.
    const connect = connectOf(facts)
    if (connect !== null && connect.status === null) return []
    return [
      {
        subject: replicationSlot,
        severity: 'fail',
        values: { slot: replicationSlot },
        evidence: [
          {
            word: 'missing',
            values: { slot: replicationSlot, used: postgres.slots_used },
            command: psql(facts.endpoints, 'SELECT slot_name, active, wal_status FROM pg_replication_slots'),
          },
        ],
      },
    ]
  },
  fixes: { read_anew: readAnew },
})
