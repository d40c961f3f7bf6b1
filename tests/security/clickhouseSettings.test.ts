/** Text in a setting may name a file or hold an expression: each such setting of the engine that runs is known to be free or is locked. */
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { freeTextSettings, lockedSettings } from '../../workers/clickhouse-host/access/settings'
import { endpointsOf } from '../support/instance'

let client: ClickHouseClient
beforeAll(async () => {
  const { clickhouse } = await endpointsOf(inject('dataDir'))
  client = createClient({
    url: clickhouse.url,
    username: clickhouse.user,
    password: clickhouse.password,
    log: { level: ClickHouseLogLevel.OFF },
  })
})
afterAll(() => client.close())

const rowsSchema = z.array(z.object({ name: z.string(), type: z.string(), value: z.string() }))
const text = ['String', 'Map', 'Char', 'URI', 'Dialect', 'Timezone', 'SQLSecurityType', 'LogsLevel']

async function readSettings(): Promise<z.infer<typeof rowsSchema>> {
  const answer = await client.query({ query: 'SELECT name, type, value FROM system.settings', format: 'JSONEachRow' })
  return rowsSchema.parse(await answer.json())
}

/** A value of the type that is not the one that holds. */
function otherValue({ type, value }: { readonly type: string; readonly value: string }): string {
  switch (type) {
    case 'Bool':
      return value === '1' ? '0' : '1'
    case 'Map':
      return "{'a':'b'}"
    case 'Dialect':
      return 'kusto'
    case 'SQLSecurityType':
      return value === 'NONE' ? 'INVOKER' : 'NONE'
    case 'LogsLevel':
      return 'trace'
    default:
      return 'other'
  }
}

it('is so for every one', async () => {
  const settings = await readSettings()
  const known = new Set([...freeTextSettings, ...Object.keys(lockedSettings)])
  expect(settings.filter(({ name, type }) => text.includes(type) && !known.has(name))).toEqual([])
  const all = new Set(settings.map(({ name }) => name))
  expect([...known].filter((name) => !all.has(name))).toEqual([])
})

it('no request changes a locked one, whatever the account', async () => {
  for (const setting of await readSettings()) {
    const { name } = setting
    if (!(name in lockedSettings)) continue
    const value = otherValue(setting)
    // The host ignores log_comment in an address, as it is its own.
    if (name !== 'log_comment') {
      const sent = client.query({ query: 'SELECT 1', clickhouse_settings: { [name]: value } })
      await expect(sent, name).rejects.toMatchObject({ code: '452' })
    }
    const written = client.query({ query: `SELECT 1 SETTINGS ${name} = '${value.replaceAll("'", "''")}'` })
    await expect(written, name).rejects.toMatchObject({ code: '452' })
  }
})
