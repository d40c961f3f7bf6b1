/** What the rules of Postgres and of the connector share. */
import type { Endpoints } from '../../../../contract/workers'
import { connectorVerdict } from '../../../clients/connect/connectorVerdict'
import { maintenanceDatabase } from '../../../clients/postgres'
import type { Severity } from '../../../../contract/doctor'
import { isUp, type Facts, type FactsNow } from '../../facts'
import type { ConnectFacts } from '../../probes/connect'
import type { PostgresFacts } from '../../probes/postgres'

/** What Postgres told; null while it is not known or not prepared yet. */
export const postgresOf = (facts: Facts): PostgresFacts | null => (isUp(facts) ? facts.postgres.value : null)

/** The same of Connect. */
export const connectOf = (facts: Facts): ConnectFacts | null => (isUp(facts) ? facts.connect.value : null)

/** Whether the connector and its task run, as Connect sees it. */
export const connectorRuns = (facts: FactsNow): boolean =>
  connectorVerdict(facts.connect.value?.status ?? null).kind === 'running'

/** Whether changes leave Postgres: the connector runs, and its slot is read. */
export const captures = (facts: FactsNow): boolean =>
  connectorRuns(facts) && facts.postgres.value?.slot?.active === true && facts.postgres.value.slot.wal_status !== 'lost'

/** Of something that is only needed to begin: harmless until the next beginning, and the end of it then. */
export const severityUnlessCapturing = (facts: Facts): Severity => (captures(facts) ? 'warn' : 'fail')

/** Services that come back take their connections back one after the other, the connector ten seconds after a failure. */
const settledMs = 20_000

/** Whether all that the connector needs has run for a while. */
export function hasSettled({ stack, now }: Facts): boolean {
  const needed =
    stack?.services.filter(({ name }) => name === 'postgres' || name === 'kafka' || name === 'connect') ?? []
  return needed.length > 0 && needed.every(({ state, since }) => state === 'running' && now - since >= settledMs)
}

/** How to put a statement to Postgres by hand; psql asks for the password. */
export function psql(endpoints: Endpoints | null, statement: string): string {
  return typed(endpoints?.postgres ?? null, statement)
}

/** The same for what needs a superuser: the console's own where it has one (docs/pipeline.md has its password's place). */
export function psqlAsSuperuser(endpoints: Endpoints | null, statement: string): string {
  const superuser = endpoints?.postgresSuperuser ?? null
  if (endpoints === null || superuser === null) return psql(endpoints, statement)
  return typed({ ...endpoints.postgres, user: superuser.user, database: maintenanceDatabase }, statement)
}

function typed(
  at: Pick<Endpoints['postgres'], 'host' | 'port' | 'user' | 'database'> | null,
  statement: string,
): string {
  return `psql -h ${at?.host ?? ''} -p ${at?.port ?? ''} -U ${at?.user ?? ''} -d ${at?.database ?? ''} -c "${statement}"`
}
