/** Postgres: its cluster is made by initdb, its settings are all on its command line. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { MarsadError } from '../../../contract/errors'
import { readTextFile } from '../../../files/readTextFile'
import { give, makeStore, writeFor } from '../data/ownership'
import { hasCode } from '../../../common/hasCode'
import { superuserOptions } from '../../clients/postgres'
import { scramVerifier } from '../../clients/scramVerifier'
import { commandLineOf } from '../process/commandLine'
import { endProcess } from '../process/endProcess'
import { identify } from '../../../common/process/identity'
import { answerLimitMs, type Command, type Place, type ServiceDescription } from './description'
import { scrubbedEnvironment } from './environment'
import { hasOurAccounts, markAccounts, secureAccounts, superuserOf } from './postgresAccounts'
import { runTool } from './runTool'

/**
 * Server settings. Durability stays as Postgres has it (fsync, synchronous commit); the rest serves logical
 * replication and a small memory.
 */
const settings = {
  // TCP only: a socket's path has a length limit that a data folder may pass.
  unix_socket_directories: '',
  wal_level: 'logical',
  max_wal_senders: '20',
  max_replication_slots: '20',
  // A connector that stays away must not fill the disk.
  max_slot_wal_keep_size: '2GB',
  fsync: 'on',
  password_encryption: 'scram-sha-256',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  // The I/O workers of Postgres 18 are processes of their own, of no use at this size.
  io_method: 'sync',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
} as const

/**
 * Who may connect: over the loopback, with a password. There is no line for physical replication, which copies the whole cluster.
 * Source: manual, "The pg_hba.conf File".
 */
const hostAccess = ['127.0.0.1/32', '::1/128'].map((address) => `host all all ${address} scram-sha-256\n`).join('')

/** `localhost` means either: another account could take the address that is left free. Without IPv6 there is only one. */
const loopbackAddresses = (place: Place): string => (place.ipv6 ? '127.0.0.1,::1' : '127.0.0.1')

/** SIGINT is Postgres' fast shutdown: sessions are ended, all is written. Source: manual, "Shutting Down the Server". */
const stop = { signal: 'SIGINT', limitMs: 15_000 } as const

export function describePostgres(place: Place): ServiceDescription {
  const home = place.folder.store('postgres')
  const data = join(home, 'data')
  const port = place.ports.postgres
  const access = join(home, 'pg_hba.conf')
  const command = commandOf(place, 'postgres', [
    '-D',
    data,
    '-p',
    String(port),
    ...Object.entries({ ...settings, listen_addresses: loopbackAddresses(place), hba_file: access }).flatMap(
      ([name, value]) => ['-c', `${name}=${value}`],
    ),
  ])
  return {
    name: 'postgres',
    port,
    command,
    files: [],
    async prepareData(waiting, signal) {
      await makeStore(home, place.account)
      await writeFor(access, hostAccess, place.account)
      if (!(await exists(join(data, 'PG_VERSION')))) {
        waiting('initdb')
        await initialise(place, home, data, signal)
        return
      }
      await removeStaleLock(data)
      if (await hasOurAccounts(place, data)) return
      waiting('initdb')
      try {
        await secureAccounts(place, command, data, signal)
      } catch (thrown) {
        if (signal.aborted) throw thrown
        throw new MarsadError('postgres_accounts', { path: data }, thrown)
      }
    },
    answers: () => ask(place, serverVersion),
    afterFirstAnswer: () => ask(place, (client) => createOwnerAndDatabase(client, place)),
    startLimitMs: 120_000,
    stop,
    stopRank: 2,
  }
}

function commandOf(place: Place, program: 'postgres' | 'initdb', args: readonly string[]): Command {
  return {
    file: join(place.manifest.postgres.bin, program),
    args,
    env: scrubbedEnvironment(process.env),
    cwd: place.folder.root,
    account: place.account,
  }
}

/** Makes the cluster beside its place and moves it there when it is whole: an interrupted initdb leaves nothing to trip over. */
async function initialise(place: Place, home: string, data: string, signal: AbortSignal): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith('new-')) await rm(join(home, name), { recursive: true, force: true, maxRetries: 3 })
  }
  const attempt = join(home, `new-${randomUUID()}`)
  await mkdir(attempt, { mode: 0o700 })
  await give(attempt, place.account)
  const passwordFile = join(attempt, 'password')
  await writeFile(passwordFile, `${superuserOf(place).password}\n`, { mode: 0o600 })
  await give(passwordFile, place.account)
  const fresh = join(attempt, 'data')
  const args = [
    `--pgdata=${fresh}`,
    `--username=${superuserOf(place).user}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ]
  await runTool(commandOf(place, 'initdb', args), signal)
  await markAccounts(place, fresh)
  await rm(data, { recursive: true, force: true })
  await rename(fresh, data)
  await rm(attempt, { recursive: true })
}

/**
 * postmaster.pid names the process that holds the cluster. Postgres refuses to start while any process of its user has
 * that pid, even a stranger's after a crash; and a postmaster of ours that nobody remembers must end first.
 */
async function removeStaleLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid')
  const text = readTextFile(lock, 'refuse')
  if (text === null) return
  // In single-user mode it is written as a negative number.
  const pid = Math.abs(Number(text.split('\n')[0]))
  const holder = Number.isInteger(pid) && pid > 1 ? identify(pid) : null
  if (holder !== null && commandLineOf(pid).includes(data)) await endProcess(holder, stop)
  await rm(lock, { force: true })
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return false
    throw thrown
  }
}

/** One short session of the console's superuser. */
async function ask<T>(place: Place, question: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...superuserOptions(place.endpoints),
    connectionTimeoutMillis: answerLimitMs,
    query_timeout: 10 * answerLimitMs,
    statement_timeout: 10 * answerLimitMs,
    application_name: 'marsad-stack',
  })
  let broken: Error | undefined
  client.on('error', (error) => {
    broken = error
  })
  try {
    await client.connect()
    const answer = await question(client)
    if (broken !== undefined) throw broken
    return answer
  } finally {
    await client.end()
  }
}

async function serverVersion(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
  return rows[0]?.server_version ?? null
}

/** The account of the source document and its database, where they are missing. What that account may do: sql/postgres/embedded/cluster.sql. */
async function createOwnerAndDatabase(client: pg.Client, { endpoints }: Place): Promise<void> {
  const { user, password, database } = endpoints.postgres
  const owner = client.escapeIdentifier(user)
  const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [user])
  if (role.rowCount === 0) {
    const verifier = client.escapeLiteral(scramVerifier(password))
    // One message, so one transaction.
    await client.query(
      `CREATE ROLE ${owner} LOGIN CREATEDB CREATEROLE PASSWORD ${verifier};
       GRANT pg_read_all_stats, pg_signal_backend, pg_checkpoint TO ${owner};
       ALTER ROLE ${owner} SET createrole_self_grant = 'set, inherit'`,
    )
  }
  const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [database])
  if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER ${owner}`)
}
