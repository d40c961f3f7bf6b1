/**
 * Who may do what in the embedded cluster. Its bootstrap role, which cannot lose SUPERUSER, is the console's own; the account of the source
 * document owns its database and is no superuser. Clusters of before had that account as their bootstrap role.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { maintenanceDatabase } from '../../clients/postgres'
import { scramVerifier } from '../../clients/scramVerifier'
import { sqlFile } from '../../clients/sqlFile'
import { hasCode } from '../../../common/hasCode'
import { writeFor } from '../data/ownership'
import type { Command, Place } from './description'
import { runSingleUser } from './singleUserPostgres'

/** In the cluster's own folder, so that a cluster that is put back from a copy is recognized. Postgres leaves other files alone. */
const stampName = 'marsad_accounts'
/** Another number makes {@link secureAccounts} run once more on clusters that it has run on. */
const revision = 1

/** Settings of a session in single-user mode: it ends at the first error, and trusts nothing that a database holds. */
const sessionSettings = ['exit_on_error=on', 'search_path=pg_catalog', 'event_triggers=off'] as const

/** Whether accounts and passwords of this cluster are those of the data folder. */
export async function hasOurAccounts(place: Place, data: string): Promise<boolean> {
  try {
    return (await readFile(join(data, stampName), 'utf8')) === stampOf(place)
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return false
    throw thrown
  }
}

/** Remembers that they are. */
export async function markAccounts(place: Place, data: string): Promise<void> {
  await writeFor(join(data, stampName), stampOf(place), place.account)
}

/**
 * Makes accounts and owners of an existing cluster what they should be, whatever made it and however far an earlier run came, and gives the
 * console's accounts the passwords of the data folder. Nobody can sign in meanwhile: the server runs in single-user mode. Rows, slots, roles of
 * others and their passwords stay.
 * @param command the server's usual command: a cluster with slots starts with the settings that it was made with only.
 */
export async function secureAccounts(place: Place, command: Command, data: string, signal: AbortSignal): Promise<void> {
  const { postgres, debezium } = place.endpoints
  const set = (name: string, value: string): string => `SET marsad.${name} = ${pg.escapeLiteral(value)}`
  const names = [set('superuser', superuserOf(place).user), set('owner', postgres.user)]
  const run = (database: string, commands: readonly string[]): Promise<string[]> =>
    runSingleUser(singleUser(command, database), commands, signal)

  const databases = await run(maintenanceDatabase, [
    ...names,
    set('superuser_verifier', scramVerifier(superuserOf(place).password)),
    set('owner_verifier', scramVerifier(postgres.password)),
    set('replication', debezium.user),
    set('replication_verifier', scramVerifier(debezium.password)),
    sqlFile(place.paths, 'postgres/embedded/cluster.sql'),
    // Postgres keeps template0 shut; -2 is a database whose creation was interrupted.
    "SELECT datname FROM pg_database WHERE datname <> 'template0' AND datconnlimit <> -2",
  ])
  for (const database of databases) {
    await run(database, [...names, sqlFile(place.paths, 'postgres/embedded/database.sql')])
  }
  await markAccounts(place, data)
}

/** The console's superuser in this cluster. */
export function superuserOf({ endpoints }: Place): { readonly user: string; readonly password: string } {
  if (endpoints.postgresSuperuser === null) throw new Error('the embedded Postgres has a superuser of the console')
  return endpoints.postgresSuperuser
}

function stampOf(place: Place): string {
  const secrets = [superuserOf(place).password, place.endpoints.debezium.password]
  return `${createHash('sha256')
    .update(JSON.stringify([revision, ...secrets]))
    .digest('hex')}\n`
}

function singleUser(command: Command, database: string): Command {
  const settings = sessionSettings.flatMap((setting) => ['-c', setting])
  return { ...command, args: ['--single', ...command.args, ...settings, '-j', database] }
}
