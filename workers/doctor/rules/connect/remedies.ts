/** What mends the capture of changes; rules of Postgres and of the connector offer it. */
import pg from 'pg'
import { connectorName, replicationSlot } from '../../../../contract/pipeline'
import { ConnectRefusal } from '../../../clients/connect/connectRest'
import { httpText } from '../../../clients/httpText'
import { pause } from '../../../../common/pause'
import { asSuperuser } from '../../../clients/postgres'
import { scramVerifier } from '../../../clients/scramVerifier'
import type { Fix, FixTools, FixWords } from '../../rule'
import { captures } from '../postgres/postgres'

const againMs = 500
/** Connect refuses while it rebalances, and keeps offsets while a task still ends. */
const attempts = 40

async function call({ services, signal }: FixTools, method: string, path: string): Promise<number> {
  const { endpoints } = services
  const answer = await httpText(endpoints.connect, method, `/connectors/${connectorName}${path}`, signal)
  if (!answer.ok && answer.status !== 404) throw new ConnectRefusal(answer.status, answer.text)
  return answer.status
}

/** Tries until it resolves, a limited number of times. */
async function patiently<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (let left = attempts; ; left -= 1) {
    try {
      return await attempt()
    } catch (thrown) {
      if (left <= 1 || signal.aborted) throw thrown
    }
    await pause(againMs, signal)
  }
}

/** Restarts connector and task, also those that run: one that waits between two tries begins at once. */
export async function restartConnector(tools: FixTools): Promise<void> {
  await patiently(tools.signal, () => call(tools, 'POST', '/restart?includeTasks=true&onlyFailed=false'))
}

/** Gives Postgres its table, role, grants and publication again where they differ. */
export async function preparePostgres({ ask }: FixTools): Promise<void> {
  await ask('stack.prepare', { step: 'prepare_postgres', agreed: true })
}

/** Gives the connector its configuration again where it differs, restarts what has failed, resumes what is paused. */
export async function prepareConnector({ ask }: FixTools): Promise<void> {
  await ask('stack.prepare', { step: 'prepare_connector', agreed: true })
}

/**
 * Makes the connector forget its place, and so read both tables anew: Debezium refuses for good to begin at a place that its slot no longer
 * has (3.6.1: "no longer available on the server"), and skips what a new slot does not know. Rows that were told before count once.
 */
async function forgetPlace(tools: FixTools): Promise<void> {
  const { services, signal } = tools
  await patiently(signal, async () => {
    // The stack's own watch may have resumed it meanwhile.
    if ((await call(tools, 'PUT', '/stop')) !== 404) await call(tools, 'DELETE', '/offsets')
  })
  // A slot that stands somewhere behind would tell again what the tables tell.
  await patiently(signal, () =>
    asSuperuser(services.endpoints, (client) =>
      client.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1', [
        replicationSlot,
      ]),
    ),
  )
}

const settleMs = 90_000
const works: Fix['works'] = (facts) => captures(facts)

export const restart: Fix = { safe: true, run: restartConnector, works, settleMs }
export const restartWords: FixWords = {
  summary: {
    en: 'Restart the connector; it goes on where it stopped.',
    ar: 'إعادة تشغيل الموصل؛ يواصل من حيث توقف.',
  },
}

export const connector: Fix = { safe: true, run: prepareConnector, works, settleMs }

/**
 * Deletes the connector and makes it again, which leaves its offsets: Connect gives a new one to a worker at once, while one whose worker has
 * gone waits for that worker, for five minutes by default (scheduled.rebalance.max.delay.ms), restarted or not.
 */
export const makeAgain: Fix = {
  safe: true,
  run: async (tools) => {
    await patiently(tools.signal, () => call(tools, 'DELETE', ''))
    await prepareConnector(tools)
  },
  works,
  settleMs,
}

/** Mends Postgres, then begins at once instead of after the connector's own pause. */
export const postgresThenConnector: Fix = {
  safe: true,
  run: async (tools) => {
    await preparePostgres(tools)
    if (!captures(tools.facts)) await restartConnector(tools)
    await prepareConnector(tools)
  },
  works,
  settleMs,
}

/** For services of our own: on others the password in Postgres may be the right one. */
export const password: Fix = {
  safe: true,
  run: async (tools) => {
    const { endpoints } = tools.services
    const { user, password: wanted } = endpoints.debezium
    const verifier = pg.escapeLiteral(scramVerifier(wanted))
    await asSuperuser(endpoints, (client) =>
      client.query(`ALTER ROLE ${pg.escapeIdentifier(user)} PASSWORD ${verifier}`),
    )
    await restartConnector(tools)
    await prepareConnector(tools)
  },
  works,
  settleMs,
}
export const passwordWords: FixWords = {
  summary: {
    en: 'Give the role {{role}} the password that the connector has, and restart the connector.',
    ar: 'إعطاء الدور {{role}} كلمة المرور التي لدى الموصل، ثم إعادة تشغيل الموصل.',
  },
}

export const readAnew: Fix = {
  safe: true,
  run: async (tools) => {
    await preparePostgres(tools)
    await forgetPlace(tools)
    await prepareConnector(tools)
  },
  works,
  // Both tables are read before the slot is.
  settleMs: 300_000,
}

const deletions = {
  en: 'With many rows it takes a while. Rows that were deleted meanwhile stay in ClickHouse until a comparison with repair (Proof) takes them out.',
  ar: 'يستغرق وقتًا إن كثرت الصفوف. أما الصفوف التي حُذفت في تلك الأثناء فتبقى في ClickHouse حتى تزيلها مقارنةٌ مع إصلاح (شاشة البرهان).',
}

/** @param first what is mended before, as the beginning of a sentence */
export const readAnewWords = (first?: { readonly en: string; readonly ar: string }): FixWords => ({
  summary: {
    en: `${first === undefined ? 'Make the slot again' : first.en} and let the connector read both tables anew: what was missed arrives, and what arrived before counts once.`,
    ar: `${first === undefined ? 'إنشاء الفتحة من جديد' : first.ar} ثم قراءة الجدولين من أولهما: يصل ما فات، وما وصل من قبل لا يُحسب مرتين.`,
  },
  warning: deletions,
})
