import { connectorName } from '../../../../contract/pipeline'
import type { Endpoints } from '../../../../contract/workers'
import { connectorVerdict, firstSentence } from '../../../clients/connect/connectorVerdict'
import { hideSecrets } from '../../../runtime/hideSecrets'
import { defineRule } from '../../rule'
import { captures, connectOf } from '../postgres/postgres'
import { connectorCommand } from './connectorCommand'
import { password, passwordWords, prepareConnector, readAnew, readAnewWords } from './remedies'

/** In characters: enough for a sentence of Java. */
const longest = 300
/** What an object prints of itself, in brackets, without the objects in it. */
const innermost = /\[[^[\]{}]*\]|\{[^[\]{}]*\}/g

const withoutObjects = (text: string): string => {
  const less = text.replace(innermost, '…')
  return less === text ? text : withoutObjects(less)
}

/** A text that is too long goes without the objects printed in it: what happened may stand behind them. */
function shorten(text: string): string {
  if (text.length <= longest) return text
  const bare = withoutObjects(text)
  return bare.length > longest ? `${bare.slice(0, longest - 1)}…` : bare
}

/** The place that the connector remembers is no longer in its slot: in Debezium's words, and in Postgres's. */
const placeLost = /no longer available on the server|can no longer (get changes|access)|must be later than its/
const passwordRefused = /password authentication failed/

/** A password that is its role's name, as on the loopback, is no secret: hidden, it would take the role's name out of the sentence. */
const unlessName = <A extends { readonly user: string; readonly password: string }>(account: A): A =>
  account.user === account.password ? { ...account, password: '' } : account

/** What a trace says at its top and at its bottom, without passwords. */
function saidBy(trace: string, endpoints: Endpoints): { readonly first: string; readonly cause: string } {
  const { postgres, debezium } = endpoints
  const text = hideSecrets(trace, {
    ...endpoints,
    postgres: unlessName(postgres),
    debezium: unlessName(debezium),
  }).message
  const [top = ''] = text.split('\n')
  return { first: firstSentence(top), cause: firstSentence(text) }
}

/** The connector or its task has ended with an error. The stack restarts it too; what is told here has outlasted that, or will return. */
export const connectorFailed = defineRule({
  id: 'connector_failed',
  breaks: ['capture'],
  symptomOf: ['postgres', 'kafka', 'connect'],
  // The stack restarts it: between two failures Connect says for a moment that it runs.
  lingers: (facts) => {
    const status = connectOf(facts)?.status ?? null
    return status !== null && connectorVerdict(status).kind !== 'paused' && !captures(facts)
  },
  words: {
    sentence: { en: 'The connector has failed: {{cause}}', ar: 'فشل الموصل: {{cause}}' },
    hurts: {
      en: 'No change leaves Postgres; they wait in its log, which grows.',
      ar: 'لا يغادر أي تغيير Postgres؛ تنتظر التغييرات في سجله الذي يكبر.',
    },
    evidence: {
      state: { en: '{{part}} is FAILED.', ar: 'حالة {{part}} هي FAILED.' },
      first: { en: 'It says: {{text}}', ar: 'يقول: {{text}}' },
      cause: { en: 'Its last cause: {{text}}', ar: 'سببه الأخير: {{text}}' },
    },
    fixes: {
      read_anew: readAnewWords({
        en: 'Make the connector forget a place that the log no longer has',
        ar: 'جعل الموصل ينسى موضعًا لم يعد في السجل',
      }),
      password: passwordWords,
      restart: {
        summary: {
          en: 'Restart what failed; it goes on where it stopped.',
          ar: 'إعادة تشغيل ما فشل؛ يواصل من حيث توقف.',
        },
      },
    },
  },
  find: (facts) => {
    const connect = connectOf(facts)
    const { endpoints, stack } = facts
    const verdict = connectorVerdict(connect?.status ?? null)
    const status = connect?.status ?? null
    if (status === null || endpoints === null || verdict.kind !== 'failed') return []
    const { first, cause } = saidBy(verdict.trace, endpoints)
    const task = status.tasks.find(({ state }) => state === 'FAILED')
    const part = status.connector.state === 'FAILED' || task === undefined ? connectorName : `task ${task.id}`
    const command = connectorCommand(endpoints, 'status')
    const other =
      placeLost.test(verdict.trace) && connect?.differing?.length === 0
        ? (['read_anew'] as const)
        : passwordRefused.test(verdict.trace) && stack?.kind !== 'remote'
          ? (['password'] as const)
          : []
    return [
      {
        subject: connectorName,
        severity: 'fail',
        values: { cause: shorten(cause), role: endpoints.debezium.user },
        evidence: [
          { word: 'state', values: { part }, command },
          { word: 'first', values: { text: shorten(first) }, command },
          ...(cause === first ? [] : [{ word: 'cause' as const, values: { text: shorten(cause) }, command }]),
        ],
        fixes: [...other, 'restart'],
      },
    ]
  },
  fixes: {
    read_anew: readAnew,
    password,
    restart: { safe: true, run: prepareConnector, works: captures, settleMs: 90_000 },
  },
})
