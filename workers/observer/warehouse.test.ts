import { join } from 'node:path'
import { createClient } from '@clickhouse/client'
import { expect, test } from 'vitest'
import { freePorts } from '../../tests/support/freePorts'
import { createWarehouse } from './warehouse'

test('where nobody answers, that is told instead of what the client said', async () => {
  const [port = 0] = await freePorts(1)
  const client = createClient({ url: `http://127.0.0.1:${port}` })
  const warehouse = createWarehouse({
    client,
    paths: { data: '', runtime: '', entries: '', node: '', sql: join(import.meta.dirname, '../../sql') },
    clock: Date.now,
    titles: { get: () => null, learn: () => Promise.resolve() },
    signal: new AbortController().signal,
  })
  try {
    await expect(warehouse.recent(10)).rejects.toMatchObject({
      failure: { code: 'service_unreachable', details: { service: 'clickhouse' } },
    })
  } finally {
    await client.close()
  }
})
