import pg from 'pg'
import { asSuperuser } from '../../../clients/postgres'
import { defineRule } from '../../rule'
import { postgresOf, psql } from './postgres'

/** Nothing can be written: a standby, or made read-only by a setting. */
export const postgresReadOnly = defineRule({
  id: 'postgres_read_only',
  breaks: ['postgres'],
  symptomOf: ['postgres'],
  words: {
    sentence: { en: 'Postgres takes no writes.', ar: 'لا يقبل Postgres أي كتابة.' },
    hurts: {
      en: 'No new events are recorded: whoever writes them gets an error.',
      ar: 'لا تُسجَّل أحداث جديدة: كل من يكتبها يتلقى خطأ.',
    },
    evidence: {
      standby: {
        en: 'It is a standby in recovery; writes belong to its primary.',
        ar: 'هذا خادم احتياطي في وضع الاستعادة؛ والكتابة من شأن الخادم الأساسي.',
      },
      setting: { en: 'default_transaction_read_only is on.', ar: 'الإعداد default_transaction_read_only مفعّل.' },
    },
    fixes: {
      allow: {
        summary: {
          en: 'Take the setting away for the server, the database and this account.',
          ar: 'إزالة هذا الإعداد عن الخادم وقاعدة البيانات وهذا الحساب.',
        },
      },
    },
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    if (postgres === null || !(postgres.in_recovery || postgres.read_only)) return []
    const { endpoints } = facts
    const recovery = { word: 'standby', command: psql(endpoints, 'SELECT pg_is_in_recovery()') } as const
    const setting = { word: 'setting', command: psql(endpoints, 'SHOW default_transaction_read_only') } as const
    return [
      {
        subject: 'postgres',
        severity: 'fail',
        evidence: [postgres.in_recovery ? recovery : setting],
        fixes: postgres.in_recovery ? [] : ['allow'],
      },
    ]
  },
  fixes: {
    allow: {
      safe: true,
      run: async ({ services: { pool, endpoints } }) => {
        const { database, user } = endpoints.postgres
        const client = await pool.connect()
        try {
          await client.query('SET default_transaction_read_only = off')
          await client.query(`ALTER DATABASE ${pg.escapeIdentifier(database)} RESET default_transaction_read_only`)
          await client.query(`ALTER ROLE ${pg.escapeIdentifier(user)} RESET default_transaction_read_only`)
          await asSuperuser(endpoints, async (superuser) => {
            await superuser.query('ALTER SYSTEM RESET default_transaction_read_only')
            await superuser.query('SELECT pg_reload_conf()')
          })
        } finally {
          // Connections keep what they began with: this one goes, and the next shows what new ones get.
          client.release(true)
        }
      },
    },
  },
})
