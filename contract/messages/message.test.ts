import { describe, expect, it } from 'vitest'
import { errorCodes, type ErrorCode, type ErrorDetails, type Failure } from '../errors'
import { proofReasonCodes } from '../proof'
import { preflightIds, serviceNames, stepIds, waitSchema, workerNames } from '../snapshot'
import { notYet } from '../unread'
import {
  messageCatalogues,
  nameOf,
  placeholdersOf,
  preflightSentence,
  reasonsText,
  remedyOf,
  sentenceOf,
  unreadText,
} from './message'

const failure = (code: ErrorCode, details: ErrorDetails = {}): Failure => ({ code, details, cause: null })
const languages = ['ar', 'en'] as const

describe('messages', () => {
  it('has a sentence and a remedy for every code in both languages, and for no other', () => {
    for (const language of languages) {
      const { errors } = messageCatalogues[language]
      expect(Object.keys(errors).sort()).toEqual([...errorCodes].sort())
      for (const code of errorCodes) {
        expect(errors[code].sentence.length, code).toBeGreaterThan(10)
        expect(errors[code].remedy.length, code).toBeGreaterThan(10)
      }
    }
  })

  it('uses the same placeholders in both languages', () => {
    for (const code of errorCodes) {
      const { ar, en } = messageCatalogues
      const sorted = (text: string) => [...new Set(placeholdersOf(text))].sort()
      expect(sorted(ar.errors[code].sentence), `${code}.sentence`).toEqual(sorted(en.errors[code].sentence))
      expect(sorted(ar.errors[code].remedy), `${code}.remedy`).toEqual(sorted(en.errors[code].remedy))
    }
  })

  it('has a sentence for every look before a start in both languages, with the same placeholders', () => {
    for (const id of preflightIds) {
      for (const state of ['ok', 'warn', 'failed'] as const) {
        const { ar, en } = messageCatalogues
        const sorted = (text: string) => [...new Set(placeholdersOf(text))].sort()
        expect(sorted(ar.preflight[id][state]), `${id}.${state}`).toEqual(sorted(en.preflight[id][state]))
        for (const language of languages) {
          for (const details of [{}, { name: 'Docker Engine 20.10', free: 7, count: 2, missing: 1, path: '/x' }]) {
            const text = preflightSentence({ id, state, details }, language)
            expect(text).not.toMatch(/undefined|null|NaN|\{\{|\}\}|\[\[|\]\]|\||  /)
            expect(text.length).toBeGreaterThan(5)
          }
        }
      }
    }
    const few = { id: 'images', state: 'ok', details: { count: 5, missing: 2 } } as const
    expect(preflightSentence(few, 'en')).toBe('Images that are fetched first: 2 of 5.')
    expect(preflightSentence({ ...few, details: { count: 5 } }, 'en')).toBe('All images are here.')
  })

  it('names every service, worker, step and wait in both languages', () => {
    for (const language of languages) {
      for (const id of [...serviceNames, ...workerNames, ...stepIds]) {
        expect(messageCatalogues[language].names).toHaveProperty(id)
      }
      expect(Object.keys(messageCatalogues[language].waits).sort()).toEqual([...waitSchema.options].sort())
    }
  })

  it('never shows markup or "undefined", whatever details are missing', () => {
    const names = new Set(
      errorCodes.flatMap((code) =>
        placeholdersOf(`${messageCatalogues.en.errors[code].sentence} ${messageCatalogues.en.errors[code].remedy}`),
      ),
    )
    const samples: ErrorDetails[] = [
      {},
      ...[...names].map((name) => ({ [name]: 'x' })),
      Object.fromEntries([...names].map((n) => [n, 7])),
      Object.fromEntries([...names].map((n) => [n, ''])),
    ]
    for (const language of languages) {
      for (const code of errorCodes) {
        for (const details of samples) {
          for (const text of [
            sentenceOf(failure(code, details), language),
            remedyOf(failure(code, details), language),
          ]) {
            expect(text).not.toMatch(/undefined|null|NaN|\{\{|\}\}|\[\[|\]\]|\||  /)
            expect(text).not.toMatch(/^[\s:,;،؛]/)
          }
        }
      }
    }
  }, 20_000)

  it('leaves a group out when its detail is missing and takes its alternative', () => {
    expect(sentenceOf(failure('port_taken', { service: 'postgres', port: 5432 }), 'en')).toBe(
      'Port 5432 of Postgres is taken.',
    )
    expect(
      sentenceOf(
        failure('port_taken', { service: 'postgres', port: 5432, owner: 'postgres (pid 812)', used: 15432 }),
        'en',
      ),
    ).toBe('Port 5432 of Postgres is taken by postgres (pid 812); it answers on port 15432 for now.')
    expect(sentenceOf(failure('canary_lost'), 'en')).toContain('did not arrive in every store.')
    expect(sentenceOf(failure('canary_lost', { hop: 'redis' }), 'en')).toContain('did not arrive in Redis.')
  })

  it('isolates left-to-right values inside Arabic and not Arabic names', () => {
    expect(sentenceOf(failure('disk_full', { path: '/var/lib/marsad' }), 'ar')).toContain('\u2066/var/lib/marsad\u2069')
    expect(sentenceOf(failure('disk_full', { path: '/home/سارة' }), 'ar')).toContain('\u2066/home/سارة\u2069')
    expect(sentenceOf(failure('worker_exited', { worker: 'enricher', code: 137 }), 'ar')).toBe(
      'انتهى العامل «المُثري» على غير المتوقع، رمز الخروج \u2066137\u2069.',
    )
    expect(sentenceOf(failure('disk_full', { path: '/var/lib' }), 'en')).not.toMatch(/[\u2066\u2069]/)
  })

  it('says why something was not read in the reader’s language; what a program said keeps its order', () => {
    expect(unreadText({ word: 'noAnswer', ms: 2_500 }, 'en')).toBe('no answer within 2.5 s')
    expect(unreadText({ word: 'noAnswer', ms: 2_500 }, 'ar')).toBe('لا إجابة خلال \u20662.5\u2069 ث')
    expect(unreadText({ word: 'noReport', ms: 6_000 }, 'ar')).toBe('لم يُبلَّغ بشيء منذ \u20666\u2069 ث')
    expect(unreadText(notYet, 'ar')).toBe('لم يُقرأ بعد')
    expect(unreadText('connect ECONNREFUSED', 'en')).toBe('connect ECONNREFUSED')
    expect(unreadText('connect ECONNREFUSED', 'ar')).toBe('\u2066connect ECONNREFUSED\u2069')
  })

  it('takes a value as it is, without reading it as a pattern or a placeholder', () => {
    expect(sentenceOf(failure('connector_failed', { reason: '$& {{reason}} $1' }), 'en')).toBe(
      'The Debezium connector does not run: $& {{reason}} $1.',
    )
    expect(nameOf('constructor', 'en')).toBe('constructor')
  })

  it('balances every isolate in the Arabic catalogue', () => {
    for (const code of errorCodes) {
      for (const text of Object.values(messageCatalogues.ar.errors[code])) {
        expect(text.split('\u2066').length, text).toBe(text.split('\u2069').length)
      }
    }
  })

  it('tells the reasons of a difference one after the other, values isolated in Arabic', () => {
    const reasons = [
      { code: 'not_enriched' as const, details: {} },
      { code: 'behind_records' as const, details: { hop: 'enricher', records: 12 } },
    ]
    expect(reasonsText(reasons, 'en')).toBe(
      'not enriched: stopped between engagement_events.flat and engagement_enriched; enricher is behind by 12 records',
    )
    expect(reasonsText(reasons, 'ar')).toContain('؛ المُثري متأخر بمقدار \u206612\u2069 من السجلات')
    for (const code of proofReasonCodes) {
      const { ar, en } = messageCatalogues
      expect(placeholdersOf(ar.reasons[code]).sort(), code).toEqual(placeholdersOf(en.reasons[code]).sort())
    }
  })
})
