import { defineRule } from '../../rule'
import { postgresOf, psql, psqlAsSuperuser } from './postgres'

/** The log does not say enough for logical replication. */
export const walLevel = defineRule({
  id: 'wal_level',
  breaks: ['connect', 'capture'],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'Postgres writes its log with wal_level {{level}}; the connector needs logical.',
      ar: 'يكتب Postgres سجله بمستوى {{level}}، والموصل يحتاج إلى المستوى logical.',
    },
    hurts: {
      en: 'No replication slot can be made or read: no change leaves Postgres.',
      ar: 'لا يمكن إنشاء فتحة نسخ ولا قراءتها: لا يغادر أي تغيير Postgres.',
    },
    evidence: {
      level: { en: 'wal_level is {{level}}.', ar: 'قيمة wal_level هي {{level}}.' },
      mend: {
        en: 'It changes with the next start of Postgres, after the command here.',
        ar: 'تتغير عند تشغيل Postgres في المرة التالية، بعد الأمر المذكور هنا.',
      },
    },
    fixes: {},
  },
  find: (facts) => {
    const level = postgresOf(facts)?.wal_level ?? 'logical'
    if (level === 'logical') return []
    const { endpoints } = facts
    return [
      {
        subject: 'wal_level',
        severity: 'fail',
        values: { level },
        evidence: [
          { word: 'level', values: { level }, command: psql(endpoints, 'SHOW wal_level') },
          { word: 'mend', command: psqlAsSuperuser(endpoints, 'ALTER SYSTEM SET wal_level = logical') },
        ],
      },
    ]
  },
  fixes: {},
})
