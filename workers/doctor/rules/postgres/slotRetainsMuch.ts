import { replicationSlot } from '../../../../contract/pipeline'
import { connectorVerdict } from '../../../clients/connect/connectorVerdict'
import { defineRule } from '../../rule'
import { connectOf, postgresOf, psql } from './postgres'

const muchBytes = 1024 ** 3

/** The slot holds back much of the log: the disk fills, or Postgres drops the slot when it reaches its limit. */
export const slotRetainsMuch = defineRule({
  id: 'slot_retains_much',
  breaks: [],
  symptomOf: ['postgres', 'kafka', 'connect', 'capture'],
  words: {
    sentence: {
      en: 'Postgres keeps {{size}} of its log for the slot {{slot}}.',
      ar: 'يحتفظ Postgres من سجله بما حجمه {{size}} من أجل الفتحة {{slot}}.',
    },
    hurts: {
      en: 'The log grows on the disk; at its limit Postgres gives the slot up, and unread changes with it.',
      ar: 'يكبر السجل على القرص؛ وعند بلوغ الحد يتخلى Postgres عن الفتحة وعن التغييرات التي لم تُقرأ.',
    },
    evidence: {
      kept: {
        en: '{{size}} lie between the slot’s restart_lsn and the log’s end.',
        ar: 'بين restart_lsn للفتحة ونهاية السجل {{size}}.',
      },
      unread: { en: '{{size}} of it are not confirmed yet.', ar: 'لم يُؤكَّد منه بعد {{size}}.' },
      limit: { en: 'max_slot_wal_keep_size is {{limit}}.', ar: 'قيمة max_slot_wal_keep_size هي {{limit}}.' },
    },
    fixes: {},
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    const connect = connectOf(facts)
    if (postgres === null || connect === null || connectorVerdict(connect.status).kind === 'paused') return []
    const { log_position: log, slot, kept_for_slots: limit } = postgres
    if (log === null || slot === null || slot.restart_position === null) return []
    const kept = log - slot.restart_position
    if (kept <= muchBytes) return []
    const { endpoints } = facts
    const command = psql(
      endpoints,
      'SELECT slot_name, pg_size_pretty(pg_current_wal_lsn() - restart_lsn) FROM pg_replication_slots',
    )
    const unread = slot.confirmed_position === null ? null : log - slot.confirmed_position
    return [
      {
        subject: replicationSlot,
        severity: 'warn',
        values: { slot: replicationSlot, size: { bytes: kept } },
        evidence: [
          { word: 'kept', values: { size: { bytes: kept } }, command },
          ...(unread === null ? [] : [{ word: 'unread' as const, values: { size: { bytes: unread } }, command }]),
          { word: 'limit', values: { limit }, command: psql(endpoints, 'SHOW max_slot_wal_keep_size') },
        ],
      },
    ]
  },
  // It goes away as the connector reads; what keeps it from reading has its own finding.
  fixes: {},
})
