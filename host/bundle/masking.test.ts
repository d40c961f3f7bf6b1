import { expect, test } from 'vitest'
import { createMasking } from './masking'

const home = '/home/nora'
const masking = (secrets: string[] = []) => createMasking({ secrets, home })

test.each([
  [
    'a URL',
    'GET http://nora:pl@nted@db.example.com:8123/?query=1',
    'GET http://nora:[secret]@db.example.com:8123/?query=1',
  ],
  ['a URL without a user', 'redis://:planted@10.1.2.3:6379', 'redis://:[secret]@[address 1]:6379'],
  ['a token for a user', 'https://planted@example.com/x', 'https://[secret]@example.com/x'],
  ['an assignment', 'database.password=planted next', 'database.password=[secret] next'],
  ['a setting with a tail', 'ssl.keystore.password.value: planted', 'ssl.keystore.password.value: [secret]'],
  ['JSON', '{"sasl.password": "plan ted", "a": 1}', '{"sasl.password": [secret], "a": 1}'],
  ['JSON within JSON', String.raw`{\"apiKey\":\"planted\",\"a\":1}`, String.raw`{\"apiKey\":[secret],\"a\":1}`],
  ['JAAS', 'required username="nora" password="plan;ted";', 'required username="nora" password=[secret];'],
  ['SQL', `CREATE ROLE dbz PASSWORD 'pl''anted' LOGIN`, 'CREATE ROLE dbz PASSWORD [secret] LOGIN'],
  [
    'ClickHouse',
    `CREATE USER x IDENTIFIED WITH sha256_password BY 'planted'`,
    'CREATE USER x IDENTIFIED WITH sha256_password BY [secret]',
  ],
  ['redis-cli', 'redis-cli -h 127.0.0.1 -a planted PING', 'redis-cli -h 127.0.0.1 -a [secret] PING'],
  ['curl', `curl -u ch:planted 'http://x'`, `curl -u ch:[secret] 'http://x'`],
  ['a header', 'Authorization: Basic cGxhbnRlZA==', 'Authorization: [secret]'],
  ['a bearer', 'with Bearer planted.token', 'with Bearer [secret]'],
  ['PGPASSWORD', 'PGPASSWORD=planted psql -h localhost', 'PGPASSWORD=[secret] psql -h localhost'],
  ['a private key', 'a\n-----BEGIN RSA PRIVATE KEY-----\nplanted\n-----END RSA PRIVATE KEY-----\nb', 'a\n[secret]\nb'],
  ['a verifier', 'rolpassword SCRAM-SHA-256$4096:planted', 'rolpassword [secret]'],
])('%s', (_name, given, expected) => {
  expect(masking().text(given)).toBe(expected)
})

test('a known secret goes wherever it stands, however it is spelled; a short one only where it stands alone', () => {
  const { text } = masking(["p'l\\anted", 'abc'])
  expect(text("it is xp'l\\antedx and 'p''l\\anted' and 'p\\'l\\\\anted' and p'l%5Canted")).toBe(
    "it is x[secret]x and '[secret]' and '[secret]' and [secret]",
  )
  expect(text(Buffer.from("p'l\\anted").toString('base64'))).toBe('[secret]')
  expect(text('abc, abcdef, abc')).toBe('[secret], abcdef, [secret]')
})

test('the same person, address and e-mail have the same mask everywhere, others another', () => {
  const { text, counts } = masking()
  expect(text('nora@example.com from 10.1.2.3, sami@example.com from 10.1.2.4, Nora@example.com, 10.1.2.3')).toBe(
    '[email 1] from [address 1], [email 2] from [address 2], [email 1], [address 1]',
  )
  expect(text('fe80::1:2, 2001:db8::17 and 10.1.2.3:9092')).toBe('[address 3], [address 4] and [address 1]:9092')
  expect(text('user_id=7 and "user_id": "x" and (user_id)=(7)')).toBe(
    'user_id=[person 1] and "user_id": [person 2] and (user_id)=([person 1])',
  )
  expect(text('c1a6a2f0-0000-4000-8000-000000000001 C1A6A2F0-0000-4000-8000-000000000001')).toBe('[id 1] [id 1]')
  expect(counts()).toMatchObject({ email: 3, address: 6, person: 3, id: 2, secret: 0 })
})

test('this machine, times, versions and names stay as they are', () => {
  for (const kept of [
    'listening on 127.0.0.1:5432, [::1]:5432 and 0.0.0.0',
    '2026-11-25 10:11:12.345 UTC [17] LOG: checkpoint complete',
    'ClickHouse 26.3.2.1, version: 26.3.2.1, zod@4.6.7',
    'password authentication failed for user "app"',
    'DB::Exception: Code 60, engagement_enriched/0@1234 at io.debezium.X.y(X.java:12)',
    'image sha256:0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9',
    'user_id is null, user_id: null',
  ]) {
    expect(masking().text(kept)).toBe(kept)
  }
})

test('rows and messages leave no value behind', () => {
  for (const row of [
    'ERROR at {"id":7,"user_id":"planted","raw_payload":"planted"} of the record',
    String.raw`value {\"content_id\":\"x\",\"user_id\":\"planted\"}`,
    'DETAIL: Failing row contains (7, planted, play, 2026-01-01).',
    "INSERT INTO engagement_events VALUES (1, 'planted')",
    'Column 2, name: user_id, type: String, parsed text: "planted"',
    `Cannot parse input: expected '"' before: 'planted: (at row 1)'`,
    `DETAIL: parameters: $1 = 'planted', $2 = 'planted'`,
    '"title":"planted"',
  ]) {
    expect(masking().text(row)).not.toContain('planted')
    expect(masking().text(row)).toContain(row.slice(0, 5))
  }
})

test('home folders are written as ~, whosever they are', () => {
  expect(masking().text('/home/nora/x /home/nora2/y /Users/sami/z C:\\Users\\sami\\w /var/lib/home/x')).toBe(
    '~/x ~/y ~/z ~\\w /var/lib/home/x',
  )
  expect(createMasking({ secrets: [], home: '/srv/nora' }).text('/srv/nora/.cache and /srv/norah')).toBe(
    '~/.cache and /srv/norah',
  )
})

test('values of JSON by their keys, its other texts by their looks, numbers and keys as they are', () => {
  const { json } = masking(['planted'])
  expect(
    json({
      'database.password': 'x',
      redis: { password: true, nodes: [{ host: '10.1.2.3' }] },
      title: 'A title',
      userId: 7,
      version: '26.3.2.1',
      empty: { token: '' },
      text: 'with planted',
      n: [1, null, 2],
    }),
  ).toEqual({
    'database.password': '[secret]',
    redis: { password: true, nodes: [{ host: '[address 1]' }] },
    title: '[value]',
    userId: '[person 1]',
    version: '26.3.2.1',
    empty: { token: '' },
    text: 'with [secret]',
    n: [1, null, 2],
  })
})

test('a long line is cut, and takes no time', () => {
  const began = performance.now()
  for (const unit of ['a', 'password', '{"', '://', '1.', ':', "'", '\\', 'a@', '/home/'])
    masking().text(unit.repeat(100_000))
  expect(masking().text('a'.repeat(100_000)).length).toBeLessThan(20_000)
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('a value of 100,000 levels ends where nobody reads on, and can be written', () => {
  const deep: unknown = JSON.parse(`${'{"password":"planted","a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)
  const text = JSON.stringify(masking().json(deep))
  expect(text).toContain('[nested too deeply]')
  expect(text).not.toContain('planted')
})
