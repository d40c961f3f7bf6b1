import { replicationSlot } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { restart, restartWords } from '../connect/remedies'
import { connectorRuns, hasSettled, postgresOf, psql } from './postgres'

/** While both tables are read for the first time the slot stands still and the topic grows. */
const readingMs = 2_000

/** The connector says that it runs, but nobody reads its slot: it cannot connect, and tries again every ten seconds without a word. */
export const slotInactive = defineRule({
  id: 'slot_inactive',
  breaks: ['capture'],
  symptomOf: ['postgres', 'kafka', 'connect', 'capture'],
  holdMs: 5_000,
  words: {
    sentence: {
      en: 'The connector says it runs, but nobody reads the slot {{slot}}.',
      ar: 'يقول الموصل إنه يعمل، لكن لا أحد يقرأ الفتحة {{slot}}.',
    },
    hurts: {
      en: 'Changes wait in Postgres’s log, which grows until they are read.',
      ar: 'تنتظر التغييرات في سجل Postgres الذي يكبر حتى تُقرأ.',
    },
    evidence: {
      inactive: { en: 'The slot is not active.', ar: 'الفتحة غير نشطة.' },
      behind: { en: '{{size}} of the log wait to be read.', ar: 'ينتظر القراءةَ من السجل {{size}}.' },
    },
    fixes: { restart: restartWords },
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    const slot = postgres?.slot ?? null
    if (postgres === null || slot === null || slot.active || slot.wal_status === 'lost') return []
    if (!connectorRuns(facts) || !hasSettled(facts)) return []
    const records = facts.trend('records_of_events', readingMs)
    if (records !== null && records.last > records.first) return []
    const { log_position: log } = postgres
    const behind = log === null || slot.confirmed_position === null ? null : log - slot.confirmed_position
    const command = psql(facts.endpoints, 'SELECT slot_name, active, confirmed_flush_lsn FROM pg_replication_slots')
    return [
      {
        subject: replicationSlot,
        severity: 'fail',
        values: { slot: replicationSlot },
        evidence: [
          { word: 'inactive', command },
          ...(behind === null ? [] : [{ word: 'behind' as const, values: { size: { bytes: behind } }, command }]),
        ],
      },
    ]
  },
  fixes: { restart },
})
