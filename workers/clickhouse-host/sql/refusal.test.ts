import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillTemplate } from '../../clients/sqlTemplate'
import type { Role } from '../access/role'
import { lockedSettings } from '../access/settings'
import { readStatement } from './readStatement'
import { callsNothingRefused, refusalOf } from './refusal'

/** As ClickHouse 26.7 names them; the host asks its engine. */
const tableFunctions = (
  'arrowstream azureBlobStorage azureBlobStorageCluster cluster clusterAllReplicas cosn deltaLake deltaLakeAzure deltaLakeLocal ' +
  'deltaLakeS3 dictionary eval executable file fileCluster filesystem format fuzzJSON fuzzQuery gcs generateRandom generateSeries ' +
  'hdfs hdfsCluster hudi iceberg icebergLocal icebergS3 input jdbc loop merge mergeTreeIndex mongodb mysql null numbers numbers_mt ' +
  'odbc oss paimon paimonLocal postgresql primes prometheusQuery redis remote remoteSecure s3 s3Cluster sqlite timeSeriesData url ' +
  'urlCluster values view viewExplain viewIfPermitted ytsaurus zeros zeros_mt'
).split(' ')
const engines = (
  'ArrowStream S3 MaterializedPostgreSQL PostgreSQL Redis MongoDB ODBC MySQL View Alias Loop IcebergLocal Distributed Remote ' +
  'ExecutablePool MaterializedView Join Executable Kafka Set Dictionary Buffer Memory Merge URL File Log SQLite TimeSeries HDFS ' +
  'ReplacingMergeTree MergeTree EmbeddedRocksDB ReplicatedMergeTree JDBC TinyLog WindowView Null FileLog StripeLog KeeperMap ' +
  'Backup Replicated DataLakeCatalog Atomic Filesystem Ordinary'
).split(' ')
const vocabulary = { tableFunctions, engines }
const refused = (text: string, role: Role = 'published'): string | undefined =>
  refusalOf(Buffer.from(text, 'utf8').toString('latin1'), role, vocabulary)?.name

describe('what is refused', () => {
  it.each([
    "SELECT * FROM file('/etc/passwd')",
    "SELECT file('/etc/passwd')",
    "SELECT arrayMap(file, ['/etc/passwd'])",
    "SELECT * APPLY file FROM (SELECT '/etc/passwd')",
    "SELECT * FROM `file`('/etc/passwd')",
    'SELECT * FROM "fi\\le"(\'/etc/passwd\')',
    "SELECT * FROM url/* a /* b */ */(\n'http://x')",
    "SELECT 1 // ' \n FROM url('http://x')",
    "SELECT (((SELECT * FROM S3('http://x'))))",
    "INSERT INTO FUNCTION file('/tmp/x') SELECT 1",
    "INSERT INTO TABLE FUNCTION remote('h', a.b) SELECT 1",
    "CREATE TABLE analytics.x AS sqlite('/tmp/x', 't')",
    "CREATE VIEW analytics.v AS SELECT * FROM url('http://x')",
    "CREATE MATERIALIZED VIEW analytics.v ENGINE = Memory AS SELECT * FROM mysql('h')",
    "CREATE TABLE analytics.x (a String) ENGINE = URL('http://x')",
    "CREATE TABLE analytics.x (a String) ENGINE File(CSV, '/tmp/x')",
    "CREATE TABLE analytics.x (a String) ENGINE = `Executable`('x')",
    "CREATE TABLE analytics.x (a String) ENGINE = EmbeddedRocksDB(0, '/tmp/x') PRIMARY KEY a",
    "CREATE TABLE analytics.x (a String) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = 'web', endpoint = 'http://x')",
    "CREATE TABLE analytics.x (a String DEFAULT file('/etc/passwd')) ENGINE = Memory",
    "CREATE DICTIONARY d (k UInt64) PRIMARY KEY k SOURCE(EXECUTABLE(COMMAND 'id' FORMAT 'TSV')) LAYOUT(FLAT()) LIFETIME(0)",
    'CREATE OR REPLACE DICTIONARY d (k UInt64)',
    'CREATE FUNCTION f AS (x) -> x',
    "CREATE NAMED COLLECTION c AS url = 'http://x'",
    'CREATE USER u',
    'ALTER USER u',
    "CREATE DATABASE fs ENGINE = Filesystem('/')",
    "ATTACH TABLE analytics.x FROM '/tmp/x' (a Int8) ENGINE = Memory",
    'ATTACH DATABASE fs ENGINE = Filesystem',
    'CREATE VIEW analytics.v DEFINER = default SQL SECURITY DEFINER AS SELECT 1',
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    "SELECT 1 INTO\u00a0OUTFILE\u2003'/tmp/x'",
    "SELECT 1 INTO/**/outfile '/tmp/x' FORMAT CSV",
    "EXPLAIN SELECT 1 INTO OUTFILE '/tmp/x'",
    "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT CSV",
    "BACKUP TABLE analytics.t TO File('/tmp/x')",
    "RESTORE TABLE analytics.t FROM File('/tmp/x')",
    'SYSTEM SHUTDOWN',
    'KILL QUERY WHERE 1',
    'EXECUTE AS marsad SELECT 1',
    'SET ROLE marsad_console',
    'GRANT ALL ON *.* TO default',
    'CREATE TABLE analytics.a (x Int8) ENGINE = Memory PARALLEL WITH DROP TABLE analytics.b',
    "SELECT * FROM format(JSONEachRow, 'a String DEFAULT file(1)', '{}')",
    "SELECT * FROM format('JSONEachRow', concat('a String DEFAULT fi', 'le(1)'), '{}')",
    'SELECT 1; SYSTEM SHUTDOWN',
    'SELECT (1; SYSTEM SHUTDOWN)',
    'EXISTS TABLE default.`/etc/passwd`',
    'EXISTS TABLE {t:Identifier}',
    'SELECT * FROM default.`/etc/passwd`',
    'SELECT 1 IN "/etc/passwd"',
    'SELECT * FROM `../settings.json`',
    'SELECT * FROM `a/../../x`',
    'SELECT * FROM `file://etc/passwd`',
    'ALTER TABLE analytics.t UPDATE line = (SELECT * FROM default.`/etc/passwd`) WHERE 1',
    'CREATE TABLE default.`/etc/passwd` (line String) ENGINE = Memory',
    "CREATE TABLE analytics.b (line String) ENGINE = Buffer('default', '/etc/passwd', 1, 1, 1, 1, 1, 1, 1)",
    "SELECT * FROM loop('default', '/etc/passwd')",
    "SELECT 'open",
    'SELECT /* open',
    'SELECT \u2018curly\u2019',
    "SELECT $a b$ $a b$ FROM url('http://x') $a b$",
    'SELECT 1 \0',
  ])('%j, for people, for readers and mostly for the console', (text) => {
    expect(refused(text)).toBeDefined()
    expect(refused(text, 'reader')).toBeDefined()
    if (!text.startsWith('KILL')) expect(refused(text, 'console')).toBeDefined()
  })

  it.each(Object.keys(lockedSettings))('the setting %s', (name) => {
    expect(refused(`SELECT 1 SETTINGS max_threads = 1, ${name} = 'x'`)).toBe('SETTING_CONSTRAINT_VIOLATION')
    expect(refused(`SELECT 1 SETTINGS \`${name}\`='x'`)).toBe('SETTING_CONSTRAINT_VIOLATION')
  })

  it.each(['CREATE TABLE t (a Int8) ENGINE = Memory', 'INSERT INTO t SELECT 1', 'DROP TABLE t', 'KILL QUERY WHERE 1'])(
    '%j of a reader, as what is no reading',
    (text) => expect(refused(text, 'reader')).toBe('READONLY'),
  )

  it('Kafka is for the console alone', () => {
    const text = 'CREATE TABLE analytics.k (a Int8) ENGINE = Kafka SETTINGS kafka_broker_list = 1'
    expect(refused(text)).toBe('ACCESS_DENIED')
    expect(refused(text, 'console')).toBeUndefined()
  })
})

describe('what passes', () => {
  it.each([
    'SELECT count() FROM analytics.engagement_enriched',
    '-- note\nWITH 1 AS x SELECT x # 2\n',
    "SELECT 'url(1) INTO OUTFILE file(2)', $$ file('/etc/passwd') $$",
    "SELECT format('{} of {}', 1, 2), url, s3 FROM t WHERE remote = 1 ORDER BY mysql",
    "SELECT number FROM numbers(10), zeros(2), values('a UInt8', 1), view(SELECT 1) AS v",
    'SELECT .5, 1.5e-3, 0x1F, x.1.1, 1_000, $1 FROM t SETTINGS max_threads = 2',
    'SELECT 1 AS `a/b`, "c d" FORMAT JSONEachRow',
    'SHOW CREATE TABLE analytics.t FORMAT TSVRaw',
    'EXISTS TABLE analytics.`engagement enriched`',
    'ALTER TABLE analytics.t DELETE WHERE 1',
    'ATTACH TABLE IF NOT EXISTS analytics.`t`;',
    'CREATE TABLE analytics.t (a Int8, engine String) ENGINE = ReplacingMergeTree(a) ORDER BY a',
    "SELECT name FROM system.tables WHERE engine = 'Kafka' AND engine = other",
    'CREATE VIEW analytics.v AS SELECT engine FROM system.tables',
    'CREATE MATERIALIZED VIEW analytics.v TO analytics.t AS SELECT 1',
    'INSERT INTO analytics.t (a, b) SETTINGS async_insert = 0 FORMAT JSONEachRow',
  ])('%j', (text) => {
    expect(refused(text)).toBeUndefined()
    expect(refused(text, 'console')).toBeUndefined()
  })

  it('everything of sql/clickhouse, by the console', () => {
    const folder = join(import.meta.dirname, '../../../sql/clickhouse')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql'))
    expect(files.length).toBeGreaterThan(6)
    for (const file of files.filter((name) => !name.startsWith('cluster'))) {
      const text = readFileSync(join(folder, file), 'utf8')
      const values = { brokers: 'localhost:9092', group: "it's" }
      const statement = text.includes('{{brokers}}') ? fillTemplate(text, { values, parts: [] }) : text
      expect([file, refused(statement, 'console')]).toEqual([file, undefined])
    }
  })
})

it('lets values be expressions only where nothing in them is refused', () => {
  expect(callsNothingRefused(" (1, now()), ('file(1)', toDate('2026-01-01'));", vocabulary)).toBe(true)
  for (const text of ["(file('/x'))", '((SELECT 1))', "(`file`('/x'))", '(FiLe/**/(1))', "('open"]) {
    expect(callsNothingRefused(text, vocabulary)).toBe(false)
  }
})

describe('whatever is around it', () => {
  const gap = fc.constantFrom(
    ' ',
    '\n',
    '\t',
    '/**/',
    '/* a /* b */ c */',
    '-- x\n',
    '# x\n',
    '#! x\n',
    '// x\n',
    '\u00a0',
    '\u3000',
    '\ufeff',
  )
  const gaps = fc.array(gap, { maxLength: 3 }).map((parts) => parts.join(''))
  const between = fc.array(gap, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''))
  const cased = (text: string): fc.Arbitrary<string> =>
    fc
      .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
      .map((upper) =>
        Array.from(text, (char, at) => (upper[at] === true ? char.toUpperCase() : char.toLowerCase())).join(''),
      )
  const quoted = (name: string): fc.Arbitrary<string> => fc.constantFrom(name, `\`${name}\``, `"${name}"`)
  const harmless = fc.constantFrom(
    "'a''b'",
    "'\\''",
    '`c\\`d`',
    '"e""f"',
    '$x$ y $x$',
    '1.5',
    "x'41'",
    'f(1)',
    '{p:UInt8}',
    '[1, 2]',
  )
  const wraps: readonly ((inner: string) => string)[] = [
    (inner) => `(${inner})`,
    (inner) => `(SELECT * FROM ${inner})`,
    (inner) => `[${inner}]`,
    (inner) => `f(x -> ${inner})`,
    (inner) => `{ ${inner} }`,
  ]
  const wrapped = (inner: string): fc.Arbitrary<string> =>
    fc
      .array(fc.tuple(fc.nat(wraps.length - 1), harmless), { maxLength: 6 })
      .map((layers) =>
        layers.reduce((text, [at, beside]) => `${beside}, ${wraps[at]?.(text) ?? text}, ${beside}`, inner),
      )
  const begins = fc.constantFrom(
    'SELECT ',
    'WITH a AS (SELECT 1) SELECT ',
    'INSERT INTO t SELECT ',
    'CREATE VIEW v AS SELECT ',
    'EXPLAIN SELECT ',
    'DESCRIBE ',
    '(',
  )
  const forbidden = [
    'file',
    'url',
    's3',
    'remote',
    'mysql',
    'postgresql',
    'executable',
    'sqlite',
    'dictionary',
    'input',
    'eval',
  ]

  it('a name of what reaches out is refused', () => {
    const call = fc
      .constantFrom(...forbidden)
      .chain((name) => fc.tuple(cased(name).chain(quoted), gaps))
      .map(([name, space]) => `${name}${space}('x')`)
    fc.assert(
      fc.property(begins, gaps, call.chain(wrapped), (begin, space, text) => {
        expect(refused(`${begin}${space}${text}`)).toBeDefined()
      }),
      { numRuns: 1_000 },
    )
  })

  it('INTO OUTFILE and FROM INFILE are refused', () => {
    const pair = fc
      .constantFrom(['into', 'outfile'], ['from', 'infile'], ['parallel', 'with'])
      .chain(([one = '', two = '']) => fc.tuple(cased(one), between, cased(two)))
    fc.assert(
      fc.property(begins, harmless, pair, gaps, (begin, before, [one, space, two], after) => {
        expect(refused(`${begin}${before} ${one}${space}${two}${after}'/tmp/x'`)).toBeDefined()
      }),
      { numRuns: 1_000 },
    )
  })

  it('harmless statements pass', () => {
    fc.assert(
      fc.property(gaps, fc.array(fc.tuple(harmless, between), { minLength: 1, maxLength: 8 }), (space, parts) => {
        const text = `${space}SELECT ${parts.map(([part, after]) => part + after).join(', ')}`
        expect(refused(text)).toBeUndefined()
        expect(readStatement(Buffer.from(text, 'utf8').toString('latin1'))).toMatchObject({
          kind: 'select',
          several: false,
        })
      }),
      { numRuns: 500 },
    )
  })

  it('reading ends on every text', () => {
    const unit = fc.constantFrom(
      "'",
      '"',
      '`',
      '\\',
      '$',
      'a',
      ' ',
      ';',
      '/',
      '*',
      '-',
      '\n',
      '(',
      ')',
      '\xe2',
      '\x80',
      '0',
      '.',
      '#',
      '\0',
    )
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        refusalOf(text, 'published', vocabulary)
      }),
    )
  })
})
