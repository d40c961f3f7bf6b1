import pg from 'pg'
import { replicationSlot } from '../../../contract/pipeline'
import { asSuperuser } from '../../clients/postgres'
import type { Fault } from '../fault'

/** Postgres ends the connector's connection and lets its role in no more. */
export const cutReplication: Fault = {
  id: 'cut-replication',
  kind: 'cut',
  hop: 'connect',
  process: null,
  rules: ['role_missing', 'role_refused'],
  passes: false,
  words: {
    title: { en: 'Cut: the connector from Postgres', ar: 'قطع: الموصل عن Postgres' },
    does: {
      en: 'Takes the right to sign in from the connector’s role (NOLOGIN) and ends its connection.',
      ar: 'يسحب من دور الموصل حق الدخول (NOLOGIN) وينهي اتصاله.',
    },
    expect: {
      en: 'New events stay in Postgres, whose log grows. After healing they arrive in their order.',
      ar: 'تبقى الأحداث الجديدة في Postgres ويكبر سجله. وبعد العلاج تصل بترتيبها.',
    },
  },
  inject: async ({ services: { pool, endpoints }, remember }) => {
    await remember({ kind: 'login' })
    await asSuperuser(endpoints, (client) =>
      client.query(`ALTER ROLE ${pg.escapeIdentifier(endpoints.debezium.user)} NOLOGIN`),
    )
    await pool.query(
      'SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = $1 AND active',
      [replicationSlot],
    )
  },
}
