import { publication } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { postgresThenConnector, readAnew, readAnewWords } from '../connect/remedies'
import { postgresOf, psql } from './postgres'

/**
 * The publication is gone. Postgres 18 only warns of it in its own log and passes every change over, while slot and connector look
 * well; older ones end the connector's stream. Either way the slot never tells what was committed meanwhile.
 */
export const publicationMissing = defineRule({
  id: 'publication_missing',
  breaks: ['connect', 'capture'],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'The publication {{publication}} is missing in Postgres: no change is published.',
      ar: 'المنشور {{publication}} غير موجود في Postgres: لا يُنشر أي تغيير.',
    },
    hurts: {
      en: 'Changes committed now are passed over: no later reading of the log brings them, though the connector may look well.',
      ar: 'التغييرات التي تُثبَّت الآن تُتجاوز: لا تعيدها أي قراءة لاحقة للسجل، وإن بدا الموصل سليمًا.',
    },
    evidence: {
      missing: {
        en: 'pg_publication has no {{publication}}.',
        ar: 'لا تحتوي pg_publication على {{publication}}.',
      },
    },
    fixes: {
      read_anew: readAnewWords({ en: 'Make the publication', ar: 'إنشاء المنشور' }),
      make: {
        summary: {
          en: 'Make the publication, and nothing else: for tables too large to be read anew.',
          ar: 'إنشاء المنشور فحسب: للجداول الأكبر من أن تُقرأ من جديد.',
        },
        warning: {
          en: 'What was committed meanwhile stays missing until a backfill or a comparison with repair brings events; changes of content, it does not.',
          ar: 'ما ثُبّت في تلك الأثناء يبقى ناقصًا حتى تعيد تعبئةٌ أو مقارنةٌ مع إصلاح الأحداثَ؛ أما تغييرات المحتوى فلا تعود بذلك.',
        },
      },
    },
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    if (postgres === null || postgres.publication !== null) return []
    return [
      {
        subject: publication,
        severity: 'fail',
        values: { publication },
        evidence: [{ word: 'missing', values: { publication }, command: psql(facts.endpoints, String.raw`\dRp`) }],
      },
    ]
  },
  fixes: { read_anew: readAnew, make: { ...postgresThenConnector, safe: false } },
})
