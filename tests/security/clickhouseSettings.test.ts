/** Text in a setting may name a file or hold an expression: each such setting of the engine that runs is known to be free or is locked. */
import { createClient, type ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { freeTextSettings, lockedSettings } from '../../workers/clickhouse-host/access/settings'
import { endpointsOf } from '../support/instance'

let client: ClickHouseClient
beforeAll(async () => {
  const { clickhouse } = await endpointsOf(inject('dataDir'))
  client = createClient({ url: clickhouse.url, username: clickhouse.user, password: clickhouse.password })
})
afterAll(() => client.close())

const rowsSchema = z.array(z.object({ name: z.string(), type: z.string() }))
const text = ['String', 'Map', 'Char', 'URI', 'Dialect', 'Timezone', 'SQLSecurityType', 'LogsLevel']

it('is so for every one', async () => {
  const answer = await client.query({ query: 'SELECT name, type FROM system.settings', format: 'JSONEachRow' })
  const settings = rowsSchema.parse(await answer.json())
  const known = new Set([...freeTextSettings, ...Object.keys(lockedSettings)])
  expect(settings.filter(({ name, type }) => text.includes(type) && !known.has(name))).toEqual([])
  const all = new Set(settings.map(({ name }) => name))
  expect([...known].filter((name) => !all.has(name))).toEqual([])
})

it.each(Object.keys(lockedSettings))('%s cannot be changed by a request, whatever the account', async (name) => {
  const change = client.query({ query: 'SELECT 1', clickhouse_settings: { [name]: '7' } })
  await expect(change).rejects.toThrow()
})
