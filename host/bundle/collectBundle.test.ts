/** Secrets and personal data planted in every source of a bundle, looked for in the file that is written. */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DoctorSnapshot } from '../../contract/doctor'
import { MarsadError } from '../../contract/errors'
import { loopbackEndpoints } from '../../contract/loopbackEndpoints'
import { sampleAccess } from '../../contract/testing/sampleAccess'
import { defaultSettings, settingsSchema, type Settings } from '../../contract/settings'
import type { ConsoleSnapshot } from '../../contract/snapshot'
import { unzip } from '../../tests/support/unzip'
import { openSecretStore } from '../secrets/secretStore'
import { unreportedStack } from '../stackView'
import { collectBundle, type BundleSources } from './collectBundle'
import { writeBundle } from './writeBundle'

/** Each holds this word; so whatever of them is left is found. */
const planted = (where: string): string => `planted-${where}-9f`
const home = '/home/planted'
const person = '5ec3e700-0000-4000-8000-0000000000aa'
const said = (text: string, values = {}) => ({ en: text, ar: text, values })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-bundle-'))
  await mkdir(join(folder, 'logs'))
  await mkdir(join(folder, 'doctor'))
})
afterEach(() => rm(folder, { recursive: true }))

const settings: Settings = settingsSchema.parse({
  stack: {
    kind: 'remote',
    remote: {
      profile: {
        postgres: { host: '203.0.113.7', database: 'appdb', user: 'nora', tls: { caFile: `${home}/ca.pem` } },
        debezium: { user: 'dbz' },
        kafka: { brokers: ['broker-1:9093'], tls: null, sasl: { mechanism: 'plain', username: 'marsad' } },
        connect: { url: 'http://connect:8083', tls: null, user: 'marsad' },
        clickhouse: { url: 'http://clickhouse:8123', tls: null, user: 'ch', cluster: null },
        redis: { nodes: [{ host: 'redis', port: 6379 }], cluster: false, username: null, password: true, tls: null },
      },
    },
  },
})
const plain = loopbackEndpoints(defaultSettings.ports, sampleAccess)
const endpoints = { ...plain, postgres: { ...plain.postgres, password: planted('endpoint') } }

const doctor: DoctorSnapshot = {
  at: 1_000,
  rules: 41,
  findings: [
    {
      id: 'connector_failed/x',
      rule: 'connector_failed',
      severity: 'fail',
      subject: 'x',
      breaks: [],
      sentence: said('The connector has failed.'),
      hurts: said('No change leaves Postgres.'),
      evidence: [
        {
          text: said('Its trace says {{trace}}.', { trace: `refused with password=${planted('finding')}` }),
          command: `PGPASSWORD=${planted('command')} psql -h localhost`,
        },
      ],
      suppresses: [],
      fixes: [],
      since: 500,
    },
  ],
  fixing: null,
  actions: [],
  probes: [{ name: 'postgres', at: null, tookMs: null, reason: `no answer from 203.0.113.7: ${planted('endpoint')}` }],
}
const snapshot: ConsoleSnapshot = {
  at: 1,
  appVersion: '1.2.3',
  electron: null,
  stack: {
    ...unreportedStack(settings, '/d', 1),
    failure: new MarsadError('remote_failed', { address: '203.0.113.7:5432' }, `token: ${planted('failure')}`).failure,
  },
  workers: [],
  pipeline: null,
  settings,
  proof: null,
  doctor,
  lab: null,
  notices: [],
}

function sources(live: BundleSources['live']): BundleSources {
  const environment = {
    MARSAD_SECRET_REDIS: planted('variable'),
    GITHUB_TOKEN: planted('token'),
    HTTPS_PROXY: `http://nora:${planted('proxy')}@proxy:3128`,
    JAVA_HOME: `${home}/java`,
    SOMETHING: 'of no concern',
  }
  return {
    dataFolder: folder,
    appVersion: '1.2.3',
    environment,
    home,
    secretsOf: (profile) =>
      openSecretStore(
        folder,
        environment,
        {
          get: (account) => Promise.resolve(account.startsWith('kafka ') ? planted('keychain') : null),
          set: () => Promise.reject(new Error('not here')),
          delete: () => Promise.reject(new Error('not here')),
        },
        () => profile,
      ),
    now: Date.UTC(2026, 0, 2, 3, 4, 6),
    live,
  }
}

const logLine = (source: string, text: string, level = 30): string =>
  JSON.stringify({ level, at: '2026-01-02T03:04:05.000Z', source, text })

async function plant(): Promise<void> {
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ ...settings, apiToken: planted('settings') }))
  await writeFile(
    join(folder, 'logs', 'console.log.1'),
    `${logLine('postgres', `role created with PASSWORD '${planted('sql')}', useful: older`)}\n`,
  )
  await writeFile(
    join(folder, 'logs', 'console.log'),
    [
      logLine('postgres', `DETAIL: Failing row contains (1, ${planted('row')}).`),
      logLine('connect', `{"database.password":"${planted('config-log')}","useful":"snapshot.mode"}`),
      logLine('redis', `${planted('keychain')} was refused, from 203.0.113.7`, 40),
      logLine('enricher', `user_id=${person} of planted-nora@example.com, useful: offset 7`, 50),
      logLine('leaderboard', `said ${planted('variable')} and ${planted('endpoint')} and ${planted('proxy')}`),
      logLine('generator', `in ${home}/marsad, user_id=${person}`),
      '{"level":30,"at":"2026-01-02T03:04:05.000Z","source":"kafka","text":"cut password=planted',
    ].join('\n'),
  )
  await writeFile(
    join(folder, 'doctor', 'actions.jsonl'),
    `${JSON.stringify({
      fix: 'start',
      outcome: 'failed',
      failure: { code: 'internal', details: { title: planted('title') }, cause: `url amqp://a:${planted('url')}@h` },
    })}\n{"fix":"cut","token":"planted`,
  )
}

const unpack = async (path: string): Promise<Record<string, string>> => unzip(await readFile(path))

test('of a running console: nothing planted is in it, and what is of use is', async () => {
  await plant()
  const bundle = await collectBundle(
    sources({
      snapshot,
      endpoints,
      look: () => Promise.resolve(doctor),
      connector: () =>
        Promise.resolve({
          config: {
            'database.password': planted('connector'),
            'database.hostname': '203.0.113.7',
            'producer.override.sasl.jaas.config': `X required password="${planted('jaas')}";`,
            'snapshot.mode': 'initial',
          },
          status: { connector: { state: 'FAILED', trace: `jdbc:postgresql://h/db?password=${planted('trace')}` } },
        }),
    }),
  )
  const path = join(folder, 'bundle.zip')
  const saved = await writeBundle(bundle, path, false)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(saved.bytes).toBe((await stat(path)).size)
  const files = await unpack(path)
  for (const [name, text] of Object.entries(files)) expect(`${name}\n${text}`).not.toMatch(/planted|5ec3e700|203\.0/)
  expect(Object.keys(files)).toEqual([
    'README.txt',
    'findings.txt',
    'snapshot.json',
    'connector.json',
    'settings.json',
    'secrets.json',
    'actions.jsonl',
    'versions.json',
    'environment.json',
    'logs/console.log',
  ])

  const { masked } = bundle
  expect(masked.secret).toBeGreaterThan(15)
  expect(masked).toMatchObject({ email: 1 })
  expect(files['README.txt']).toContain(`passwords, tokens and keys: ${masked.secret}`)
  expect(files['README.txt']).toContain('حزمة دعم من مرصد')
  expect(files['findings.txt']).toContain('fail connector_failed/x, since 1970-01-01T00:00:00.500Z')
  expect(files['findings.txt']).toContain('Its trace says refused with password=[secret]')
  expect(files['connector.json']).toContain('"snapshot.mode": "initial"')
  expect(files['settings.json']).toContain('"brokers": [\n')
  expect(JSON.parse(files['secrets.json'] ?? '')).toMatchObject({
    secrets: expect.arrayContaining([
      { name: 'kafka', from: 'keychain' },
      { name: 'redis', from: 'environment' },
    ]) as unknown,
  })
  expect(JSON.parse(files['environment.json'] ?? '')).toEqual({
    HTTPS_PROXY: 'http://nora:[secret]@proxy:3128',
    JAVA_HOME: '~/java',
    MARSAD_SECRET_REDIS: '[secret]',
  })
  const log = files['logs/console.log'] ?? ''
  expect(log.split('\n')[0]).toBe(
    '2026-01-02T03:04:05.000Z info  postgres: role created with PASSWORD [secret], useful: older',
  )
  // The same person in two lines; the same address as in the connector's configuration.
  expect(log).toContain('enricher: user_id=[person 1] of [email 1], useful: offset 7')
  expect(log).toContain('generator: in ~/marsad, user_id=[person 1]')
  const address = /"database\.hostname": "(\[address \d+\])"/.exec(files['connector.json'] ?? '')?.[1]
  expect(log).toContain(`from ${String(address)}`)
})

test('of a folder on which nothing runs: what lies there, and that nothing runs', async () => {
  await plant()
  const { failure } = new MarsadError('not_running')
  const { files, parts, missing } = await collectBundle(sources({ failure }))
  for (const { name, text } of files) expect(`${name}\n${text}`).not.toMatch(/planted-(?!endpoint)/)
  expect(parts).toEqual(['settings', 'secrets', 'actions', 'versions', 'environment', 'logs'])
  expect(missing.map(({ part, failure: { code } }) => [part, code])).toEqual([
    ['findings', 'not_running'],
    ['snapshot', 'not_running'],
    ['connector', 'not_running'],
  ])
  expect(files[0]?.text).toContain('Nothing ran on the data folder')
})

test('a folder that is not there is said to be none; settings that are no JSON are told as text', async () => {
  const { failure } = new MarsadError('not_running')
  const nowhere = await collectBundle({ ...sources({ failure }), dataFolder: join(folder, 'nowhere') })
  expect(nowhere.missing).toContainEqual(
    expect.objectContaining({ part: 'logs', failure: expect.objectContaining({ code: 'folder_missing' }) as unknown }),
  )
  await writeFile(join(folder, 'settings.json'), '{ broken password: planted')
  const { files } = await collectBundle(sources({ failure }))
  expect(files.find(({ name }) => name === 'settings.json')?.text).toBe('{ broken password: [secret]')
})

test('the newest lines of a long log are kept, and no more', async () => {
  const line = logLine('kafka', 'x '.repeat(450))
  for (const file of ['console.log.2', 'console.log.1', 'console.log']) {
    await writeFile(join(folder, 'logs', file), `${line}\n`.repeat(5_000))
  }
  await writeFile(join(folder, 'logs', 'console.log'), `${line}\n${logLine('kafka', 'the newest')}\n`)
  const { files } = await collectBundle(sources({ failure: new MarsadError('not_running').failure }))
  const log = files.find(({ name }) => name === 'logs/console.log')?.text ?? ''
  expect(log.length).toBeLessThan(8 * 1024 * 1024)
  expect(log.length).toBeGreaterThan(7 * 1024 * 1024)
  expect(log.trimEnd().split('\n').at(-1)).toBe('2026-01-02T03:04:05.000Z info  kafka: the newest')
}, 60_000)

test('a file that is there is kept unless it may be replaced', async () => {
  const bundle = await collectBundle(sources({ failure: new MarsadError('not_running').failure }))
  const path = join(folder, 'bundle.zip')
  await writeFile(path, 'mine')
  await expect(writeBundle(bundle, path, false)).rejects.toMatchObject({ failure: { code: 'file_exists' } })
  expect(await readFile(path, 'utf8')).toBe('mine')
  await writeBundle(bundle, path, true)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(Object.keys(await unpack(path))).toContain('README.txt')
})

test.skipIf(spawnSync('unzip', ['-v']).status !== 0)('other programs read it', async () => {
  const path = join(folder, 'bundle.zip')
  await writeBundle(
    await collectBundle(
      sources({ snapshot, endpoints, look: () => Promise.resolve(doctor), connector: () => Promise.resolve(null) }),
    ),
    path,
    false,
  )
  const { status, stdout } = spawnSync('unzip', ['-t', path], { encoding: 'utf8' })
  expect(stdout).toContain('No errors detected')
  expect(status).toBe(0)
})
