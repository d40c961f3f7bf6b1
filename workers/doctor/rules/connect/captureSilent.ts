import { connectorName, replicationSlot } from '../../../../contract/pipeline'
import type { Facts } from '../../facts'
import { defineRule } from '../../rule'
import { captures, hasSettled, postgresOf, psql } from '../postgres/postgres'
import { restart } from './remedies'

/** Three heartbeats, which come every two seconds and are each confirmed when all is well. */
const silentMs = 6_000

/** Decision 34. */
const lowerCommand = ({ endpoints }: Facts): string =>
  `kafka-features.sh --bootstrap-server ${endpoints?.kafka.published ?? ''} downgrade --feature transaction.version=1`

/** Everything says that it runs, and Postgres’s log grows, but the connector confirms nothing. */
export const captureSilent = defineRule({
  id: 'capture_silent',
  breaks: ['capture'],
  symptomOf: ['processors', 'postgres', 'kafka', 'connect', 'capture'],
  words: {
    sentence: {
      en: 'The connector runs, but takes nothing from Postgres.',
      ar: 'الموصل يعمل، لكنه لا يأخذ شيئًا من Postgres.',
    },
    hurts: {
      en: 'New events wait in Postgres’s log, though every part says that it is well.',
      ar: 'تنتظر الأحداث الجديدة في سجل Postgres، مع أن كل جزء يقول إنه سليم.',
    },
    evidence: {
      stands: {
        en: 'For {{age}} it has confirmed nothing, while the log grew by {{size}}.',
        ar: 'لم يؤكد شيئًا منذ {{age}}، بينما كبر السجل بمقدار {{size}}.',
      },
      behind: { en: '{{size}} of the log wait to be read.', ar: 'ينتظر القراءةَ من السجل {{size}}.' },
      elsewhere: {
        en: 'If restarting the connector does not help, its task waits for its own producer (a race in Kafka’s client): restart Kafka Connect itself, and lower transaction.version to 1.',
        ar: 'إن لم تُجدِ إعادة تشغيل الموصل فمهمته تنتظر منتِجها نفسه، وسببه تسابق في عميل كافكا: أعد تشغيل Kafka Connect نفسه، واخفض transaction.version إلى 1.',
      },
      sender: { en: 'Postgres sends to it from process {{pid}}.', ar: 'يرسل Postgres إليه من العملية {{pid}}.' },
    },
    fixes: {
      restart_service: {
        summary: {
          en: 'Restart Kafka Connect; the connector goes on where it stopped.',
          ar: 'إعادة تشغيل Kafka Connect؛ يواصل الموصل من حيث توقف.',
        },
      },
      restart: {
        summary: {
          en: 'Restart the connector with a new connection to Postgres; it goes on where it stopped.',
          ar: 'إعادة تشغيل الموصل باتصال جديد مع Postgres؛ يواصل من حيث توقف.',
        },
      },
    },
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    const slot = postgres?.slot ?? null
    if (postgres === null || slot === null || !captures(facts) || !hasSettled(facts)) return []
    const log = facts.trend('log_position', silentMs)
    const confirmed = facts.trend('confirmed_position', silentMs)
    const records = facts.trend('records_of_events', silentMs)
    if (log === null || confirmed === null || log.last <= log.first || confirmed.last !== confirmed.first) return []
    // A large transaction, or the first reading of the tables: records arrive before anything is confirmed.
    if (records !== null && records.last > records.first) return []
    const isElsewhere = facts.stack?.kind === 'remote'
    const command = psql(
      facts.endpoints,
      'SELECT confirmed_flush_lsn, pg_current_wal_lsn() FROM pg_replication_slots WHERE slot_name = ' +
        `'${replicationSlot}'`,
    )
    return [
      {
        subject: connectorName,
        severity: 'fail',
        // A task that waits for its own producer (decision 34) does not end when the connector is restarted, and holds up all of Connect.
        fixes: isElsewhere ? ['restart'] : ['restart_service', 'restart'],
        evidence: [
          { word: 'stands', values: { age: { ms: silentMs }, size: { bytes: log.last - log.first } }, command },
          { word: 'behind', values: { size: { bytes: log.last - confirmed.last } }, command },
          ...(slot.sender_pid === null
            ? []
            : [
                {
                  word: 'sender' as const,
                  values: { pid: String(slot.sender_pid) },
                  command: psql(facts.endpoints, 'SELECT pid, state, write_lag FROM pg_stat_replication'),
                },
              ]),
          ...(isElsewhere ? [{ word: 'elsewhere' as const, command: lowerCommand(facts) }] : []),
        ],
      },
    ]
  },
  fixes: {
    restart_service: {
      ...restart,
      run: async ({ ask }) => {
        await ask('service.restart', { name: 'connect' })
      },
    },
    restart: {
      ...restart,
      run: async (tools, found) => {
        // Its process holds the slot for as long as it believes in the connection: a new one would be refused.
        await tools.services.pool.query(
          'SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = $1 AND active',
          [replicationSlot],
        )
        await restart.run(tools, found)
      },
      // That it moves is seen in its course, which the finding looks at; the fix is over before that is long enough.
      settleMs: 60_000,
    },
  },
})
