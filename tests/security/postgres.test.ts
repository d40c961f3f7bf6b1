/** What another account of this machine may do in Postgres with the published password, and with the connector's if it had that. */
import { access, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import type { Endpoints } from '../../contract/workers'
import { shellWord } from '../../common/shellWord'
import { projectRoot } from '../support/cli'
import { endpointsOf, readStatus, serviceOf } from '../support/instance'
import { openStores } from '../support/pipeline'
import { readTopicRecords } from '../support/topicSpan'
import { asNobody, canBeNobody, type Outcome } from './support/asNobody'

/** What Postgres answers to whom a right is missing. Source: manual, "PostgreSQL Error Codes". */
const insufficientPrivilege = '42501'

let endpoints: Endpoints
/** Of nobody's choice: anyone may write here. */
let folder: string
/** Where a command or a write would leave its mark. */
let planted: string
/** Of the console's user alone. */
let secret: string

beforeAll(async () => {
  endpoints = await endpointsOf(inject('dataDir'))
  folder = await mkdtemp(join(tmpdir(), 'marsad-security-'))
  await chmod(folder, 0o777)
  planted = join(folder, 'planted')
  secret = join(folder, 'secret')
  await writeFile(secret, 'a secret\n', { mode: 0o600 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Who {
  readonly user: string
  readonly password: string
}

const psql = (who: Who, statement: string, more = ''): Promise<Outcome> => {
  const { port, database } = endpoints.postgres
  const address = `host=127.0.0.1 port=${port} user=${who.user} dbname=${database} ${more}`
  return asNobody(
    `PGPASSWORD=${shellWord(who.password)} psql -X -At -v ON_ERROR_STOP=1 -v VERBOSITY=verbose ${shellWord(address)} -c ${shellWord(statement)}`,
  )
}
const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Each with the statement, made when the paths are known. */
const refused: readonly (readonly [string, () => string])[] = [
  ['a program run by COPY TO', () => `COPY (SELECT 1) TO PROGRAM 'id > ${planted}'`],
  ['a program run by COPY FROM', () => `CREATE TEMP TABLE t (l text); COPY t FROM PROGRAM 'touch ${planted}; ls /'`],
  ['a file written by COPY', () => `COPY (SELECT 1) TO '${planted}'`],
  ['a file read by COPY', () => `CREATE TEMP TABLE t (l text); COPY t FROM '${secret}'`],
  ['pg_read_file', () => `SELECT pg_read_file('${secret}')`],
  ['pg_read_binary_file', () => `SELECT pg_read_binary_file('/etc/passwd')`],
  ['pg_ls_dir', () => "SELECT pg_ls_dir('/')"],
  ['pg_stat_file', () => `SELECT pg_stat_file('${secret}')`],
  ['lo_import', () => "SELECT lo_import('/etc/passwd')"],
  ['lo_export', () => `SELECT lo_export(1, '${planted}')`],
  ['ALTER SYSTEM', () => `ALTER SYSTEM SET archive_command = 'touch ${planted}'`],
  ['a setting of the server', () => "SET session_preload_libraries = '/tmp/library'"],
  ['a library loaded', () => `LOAD '${planted}.so'`],
  ['a function of a library', () => "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE c AS 'libc.so.6', 'getpid'"],
  ['an untrusted language', () => 'CREATE EXTENSION plpython3u'],
  ['an untrusted language of another kind', () => 'CREATE EXTENSION plperlu'],
  ['an extension that reads files', () => 'CREATE EXTENSION file_fdw'],
  ['an extension that connects back', () => 'CREATE EXTENSION dblink'],
  ['a foreign server that connects back', () => 'CREATE EXTENSION postgres_fdw'],
  [
    'a subscription that connects back',
    () => `CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 dbname=appdb' PUBLICATION p WITH (connect = false)`,
  ],
  ['the role of the console', () => 'SET ROLE marsad'],
  ['the session of the console', () => 'SET SESSION AUTHORIZATION marsad'],
  ['membership in the console’s role', () => 'GRANT marsad TO CURRENT_USER'],
  ['the right to run programs', () => 'GRANT pg_execute_server_program TO CURRENT_USER'],
  ['the right to read files', () => 'GRANT pg_read_server_files TO CURRENT_USER'],
  ['the right to write files', () => 'GRANT pg_write_server_files TO CURRENT_USER'],
  ['to become superuser', () => 'ALTER ROLE CURRENT_USER SUPERUSER'],
  ['to make a superuser', () => 'CREATE ROLE another SUPERUSER'],
  ['the password of the console', () => "ALTER ROLE marsad PASSWORD 'x'"],
  ['a tablespace', () => `CREATE TABLESPACE t LOCATION '${folder}'`],
  ['an event trigger', () => 'CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION pg_catalog.current_user()'],
  ['the passwords of others', () => 'SELECT rolpassword FROM pg_authid'],
]

describe.runIf(canBeNobody)('another account of the machine', () => {
  test.each(refused)('with the published password is refused %s', async (_name, statement) => {
    const answer = await psql(endpoints.postgres, statement())
    expect(answer.stderr).toContain(`${insufficientPrivilege}:`)
    expect(answer.code).not.toBe(0)
    expect(await isThere(planted)).toBe(false)
  })

  test.each(refused)('with the password of the connector would be refused %s', async (_name, statement) => {
    const answer = await psql(endpoints.debezium, statement())
    expect(answer.stderr).toContain(`${insufficientPrivilege}:`)
    expect(answer.code).not.toBe(0)
    expect(await isThere(planted)).toBe(false)
  })

  // Whoever may replicate names a library that the server loads, and with it runs any code.
  test('may not replicate with the published password, nor make a role that may, nor become one', async () => {
    for (const statement of [
      `SELECT pg_create_logical_replication_slot('x', '${planted}')`,
      'CREATE ROLE another LOGIN REPLICATION',
      'ALTER ROLE CURRENT_USER REPLICATION',
      "ALTER ROLE dbz PASSWORD 'dbz'",
      'SET ROLE dbz',
      'GRANT dbz TO CURRENT_USER',
    ]) {
      const answer = await psql(endpoints.postgres, statement)
      expect(answer.stderr, statement).toContain(insufficientPrivilege)
    }
    for (const mode of ['database', 'true']) {
      const answer = await psql(endpoints.postgres, 'IDENTIFY_SYSTEM', `replication=${mode}`)
      expect(answer.code, mode).not.toBe(0)
      expect(answer.stderr).toMatch(/permission denied to start WAL sender|no pg_hba.conf entry/)
    }
  })

  test('could not copy the whole cluster even with the password of the connector', async () => {
    const answer = await psql(endpoints.debezium, 'IDENTIFY_SYSTEM', 'replication=true')
    expect(answer.stderr).toContain('no pg_hba.conf entry for replication connection')
  })

  test('does not sign in with the password that the source document gives the connector', async () => {
    const answer = await psql({ ...endpoints.debezium, password: 'dbz' }, 'SELECT 1')
    expect(answer.stderr).toContain('password authentication failed')
    const { postgresSuperuser } = endpoints
    for (const password of ['marsad', 'app', ''])
      expect((await psql({ user: postgresSuperuser?.user ?? '', password }, 'SELECT 1')).code).not.toBe(0)
  })

  test('finds the password of the connector neither in Connect nor in the topic of its configurations', async () => {
    const dataDir = inject('dataDir')
    const { port } = serviceOf(await readStatus(dataDir), 'connect')
    const { stdout } = await asNobody(`curl -sS http://127.0.0.1:${port}/connectors/pg-content-engagement-cdc/config`)
    expect(stdout).toContain('"database.password"')
    expect(stdout).not.toContain(endpoints.debezium.password)
    const stores = await openStores(dataDir)
    onTestFinished(() => stores.close())
    const records = await readTopicRecords(stores.kafka, 'marsad-connect-configs')
    const texts = records.map(({ value }) => value?.toString() ?? '').join('\n')
    expect(texts).toContain(endpoints.debezium.reference)
    expect(texts).not.toContain(endpoints.debezium.password)
  })

  test('cannot take the other address of localhost', async () => {
    const answer = await asNobody(`psql -X -h ::1 -p ${endpoints.postgres.port} -U app -d appdb -w -c 'SELECT 1'`)
    expect(answer.stderr).toMatch(/no password supplied/)
  })

  test('does what the source document shows with the published password', async () => {
    const answer = await psql(
      endpoints.postgres,
      'CREATE TABLE public.mine (n int); INSERT INTO public.mine VALUES (1); DROP TABLE public.mine',
    )
    expect(answer).toMatchObject({ code: 0 })
    const role = await psql(
      endpoints.postgres,
      'SELECT rolsuper, rolreplication, rolcreatedb FROM pg_roles WHERE rolname = current_user',
    )
    expect(role.stdout.trim()).toBe('f|f|t')
    for (const file of ['01-tables.sql', '02-replication.sql', 'facts.sql']) {
      const text = await readFile(join(projectRoot, 'sql/postgres', file), 'utf8')
      const typed = `PGPASSWORD=app psql -X -q -v ON_ERROR_STOP=1 -h localhost -p ${endpoints.postgres.port} -U app -d appdb`
      expect(await asNobody(typed, text), file).toMatchObject({ code: 0 })
    }
  })
})
