import { publication } from '../../../../contract/pipeline'
import { defineRule } from '../../rule'
import { postgresThenConnector, readAnew, readAnewWords } from '../connect/remedies'
import { postgresOf, psql } from './postgres'
import { wantedTables } from './wantedTables'

const operations = ['insert', 'update', 'delete', 'truncate'] as const

/** The publication leaves out a table or a kind of change: everything looks well, and that part never arrives. */
export const publicationIncomplete = defineRule({
  id: 'publication_incomplete',
  breaks: ['capture'],
  symptomOf: ['postgres'],
  words: {
    sentence: {
      en: 'The publication {{publication}} does not publish everything that the pipeline needs.',
      ar: 'المنشور {{publication}} لا ينشر كل ما يحتاجه خط المعالجة.',
    },
    hurts: {
      en: 'What it leaves out never arrives, while everything else looks well.',
      ar: 'ما يغفله لا يصل أبدًا، بينما يبدو كل شيء آخر سليمًا.',
    },
    evidence: {
      table: { en: 'It leaves out the table {{table}}.', ar: 'يغفل الجدول {{table}}.' },
      operation: { en: 'It does not publish {{operation}}.', ar: 'لا ينشر عمليات {{operation}}.' },
    },
    fixes: {
      read_anew: readAnewWords({ en: 'Complete the publication', ar: 'استكمال المنشور' }),
      complete: {
        summary: {
          en: 'Complete the publication, and nothing else: for tables too large to be read anew.',
          ar: 'استكمال المنشور فحسب: للجداول الأكبر من أن تُقرأ من جديد.',
        },
        warning: {
          en: 'What was left out until now stays missing until a backfill or a comparison with repair brings events; changes of content, it does not.',
          ar: 'ما أُغفل حتى الآن يبقى ناقصًا حتى تعيد تعبئةٌ أو مقارنةٌ مع إصلاح الأحداثَ؛ أما تغييرات المحتوى فلا تعود بذلك.',
        },
      },
    },
  },
  find: (facts) => {
    const postgres = postgresOf(facts)
    if (postgres === null || postgres.publication === null) return []
    const published = postgres.publication
    const command = psql(facts.endpoints, String.raw`\dRp+ ${publication}`)
    const evidence = [
      ...wantedTables
        .filter(({ name }) => !postgres.published.includes(name))
        .map(({ name }) => ({ word: 'table' as const, values: { table: `public.${name}` }, command })),
      ...operations
        .filter((operation) => !published[operation])
        .map((operation) => ({ word: 'operation' as const, values: { operation }, command })),
    ]
    return evidence.length === 0 ? [] : [{ subject: publication, severity: 'fail', values: { publication }, evidence }]
  },
  fixes: { read_anew: readAnew, complete: { ...postgresThenConnector, safe: false } },
})
