import { replicationSlot } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { readAnew, readAnewWords } from '../connect/remedies'
import { postgresOf, psql } from './postgres'

/** Postgres has thrown away, or is about to throw away, log that the connector has not read. */
export const slotLost = defineRule({
  id: 'slot_lost',
  breaks: ['connect', 'capture'],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'The slot {{slot}} has fallen too far behind: its WAL status is {{status}}.',
      ar: 'تأخرت الفتحة {{slot}} أكثر مما ينبغي: حالة سجلها {{status}}.',
    },
    hurts: {
      en: 'Log that the connector had not read is gone, or goes at the next checkpoint: the changes in it cannot come by the slot.',
      ar: 'ما لم يقرأه الموصل من السجل حُذف، أو يُحذف عند نقطة الحفظ التالية: لا يمكن أن تصل تغييراته عبر الفتحة.',
    },
    evidence: {
      status: { en: 'wal_status of {{slot}} is {{status}}.', ar: 'قيمة wal_status للفتحة {{slot}} هي {{status}}.' },
      limit: {
        en: 'max_slot_wal_keep_size is {{limit}}.',
        ar: 'قيمة max_slot_wal_keep_size هي {{limit}}.',
      },
    },
    fixes: { read_anew: readAnewWords() },
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    const status = postgres?.slot?.wal_status ?? null
    if (postgres === null || (status !== 'lost' && status !== 'unreserved')) return []
    const { endpoints } = facts
    const values = { slot: replicationSlot, status }
    return [
      {
        subject: replicationSlot,
        severity: status === 'lost' ? 'fail' : 'warn',
        values,
        evidence: [
          {
            word: 'status',
            values,
            command: psql(endpoints, 'SELECT slot_name, active, wal_status, restart_lsn FROM pg_replication_slots'),
          },
          {
            word: 'limit',
            values: { limit: postgres.kept_for_slots },
            command: psql(endpoints, 'SHOW max_slot_wal_keep_size'),
          },
        ],
        // A slot that may still catch up is no ground to give up its place.
        ...(status === 'lost' ? {} : { fixes: [], breaks: [] }),
      },
    ]
  },
  fixes: { read_anew: readAnew },
})
