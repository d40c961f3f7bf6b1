/** What the rules of the warehouse share. */
import { consoleAccount, publishedAccounts } from '../../../../contract/loopbackEndpoints'
import type { Endpoints } from '../../../../contract/workers'
import { isUp, type Facts } from '../../facts'
import type { ClickhouseFacts } from '../../probes/clickhouse'
import type { Fix, FixTools, FixWords } from '../../rule'

export const database = 'analytics'
export const mainTable = 'engagement_enriched'
export const errorsTable = 'engagement_enriched_errors'
export const kafkaTable = 'engagement_enriched_kafka'
export const mainView = 'mv_engagement_enriched'
export const errorsView = 'mv_engagement_enriched_errors'

/** What ClickHouse told, once the stack is up. */
export const warehouseOf = (facts: Facts): ClickhouseFacts | null => (isUp(facts) ? facts.clickhouse.value : null)

export type Presence = 'there' | 'detached' | 'missing'

export function presenceOf({ tables }: ClickhouseFacts, name: string): Presence {
  const found = tables.filter((table) => table.name === name)
  if (found.some(({ detached }) => !detached)) return 'there'
  return found.length > 0 ? 'detached' : 'missing'
}

/** How to put a statement to ClickHouse by hand; curl asks for the password. A person has the published account, not the console's. */
export const clickhouseCommand = (endpoints: Endpoints | null, statement: string): string =>
  `curl -u ${personsUser(endpoints?.clickhouse.user ?? '')} '${endpoints?.clickhouse.url ?? ''}' --data-binary "${statement}"`

const personsUser = (user: string): string => (user === consoleAccount ? publishedAccounts.clickhouse.user : user)

export const listCommand = (endpoints: Endpoints | null): string =>
  clickhouseCommand(endpoints, `SHOW TABLES FROM ${database}`)
export const listDetachedCommand = (endpoints: Endpoints | null): string =>
  clickhouseCommand(endpoints, `SELECT table FROM system.detached_tables WHERE database = '${database}'`)

/** Makes what is missing, and lets the group read again what may have been missed. */
export const prepare: Fix = {
  safe: true,
  run: async ({ ask }) => {
    await ask('stack.prepare', { step: 'prepare_clickhouse', agreed: true })
  },
  settleMs: 60_000,
}

export async function command({ services, signal }: FixTools, query: string): Promise<void> {
  await services.clickhouse.command({ query, abort_signal: signal })
}

/** Brings a detached table or view of the warehouse back. @param name one of the names above */
export const attach = (tools: FixTools, name: string): Promise<void> =>
  command(tools, `ATTACH TABLE IF NOT EXISTS ${database}.${name}`)

/**
 * Makes the shipped view in the place of the one that is there. Preparing lets the group read all again only for a view that is missing,
 * so this one goes first.
 */
export const remakeView: Fix['run'] = async (tools, found) => {
  await command(tools, `DROP VIEW IF EXISTS ${database}.${found.subject} SYNC`)
  await prepare.run(tools, found)
}

export const prepareWords: FixWords = {
  summary: {
    en: 'Make what is missing, and read the topic again from its beginning: rows that are there already replace themselves.',
    ar: 'إنشاء ما هو ناقص ثم إعادة قراءة الموضوع من بدايته؛ والصفوف الموجودة تحل محل نفسها فلا يتكرر شيء.',
  },
}
