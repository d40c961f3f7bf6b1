import { expect, it } from 'vitest'
import { defaultSettings, type Settings } from '../../contract/settings'
import { sampleProfile } from '../../contract/testing/sampleProfile'
import { unchosenPath } from './chosenPaths'

const { stack } = defaultSettings
const tls = { caFile: '/evil', servername: null }
const withProfile = (change: Partial<typeof sampleProfile>): Settings['stack'] => ({
  ...stack,
  remote: { ...stack.remote, profile: { ...sampleProfile, ...change } },
})
const withFile = (composeFile: string | null): Settings['stack'] => ({
  ...stack,
  docker: { ...stack.docker, composeFile },
})

it.each([
  ['Compose file', withFile('/evil')],
  ['CA file of Postgres', withProfile({ postgres: { ...sampleProfile.postgres, tls } })],
  ['CA file of Kafka', withProfile({ kafka: { ...sampleProfile.kafka, tls } })],
  ['CA file of Connect', withProfile({ connect: { ...sampleProfile.connect, tls } })],
  ['CA file of ClickHouse', withProfile({ clickhouse: { ...sampleProfile.clickhouse, tls } })],
  ['CA file of Redis', withProfile({ redis: { ...sampleProfile.redis, tls } })],
])('refuses a %s that no dialog gave, and takes one that it gave or that is set', (_, wanted) => {
  expect(unchosenPath({ stack: wanted }, defaultSettings, new Set())).toBe('/evil')
  expect(unchosenPath({ stack: wanted }, defaultSettings, new Set(['/evil']))).toBeNull()
  expect(unchosenPath({ stack: wanted }, { ...defaultSettings, stack: wanted }, new Set())).toBeNull()
})

it('takes a change that names no file, and the removal of one', () => {
  expect(unchosenPath({ theme: 'dark' }, defaultSettings, new Set())).toBeNull()
  expect(
    unchosenPath({ stack: withFile(null) }, { ...defaultSettings, stack: withFile('/mine') }, new Set()),
  ).toBeNull()
})
