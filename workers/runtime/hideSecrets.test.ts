import { expect, it } from 'vitest'
import { loopbackEndpoints } from '../../contract/loopbackEndpoints'
import { sampleAccess } from '../../contract/testing/sampleAccess'
import { describeCause, MarsadError } from '../../contract/errors'
import { defaultSettings } from '../../contract/settings'
import type { Endpoints } from '../../contract/workers'
import { hideSecrets } from './hideSecrets'

const plain = loopbackEndpoints(defaultSettings.ports, sampleAccess)
const endpoints: Endpoints = {
  ...plain,
  postgres: { ...plain.postgres, password: 'pg-"secret"' },
  clickhouse: { ...plain.clickhouse, password: "ch's\\secret" },
  redis: { ...plain.redis, password: null },
}

it('takes passwords out of a message and of its causes, however they are spelled, and keeps the rest', () => {
  const cause = new Error(String.raw`at 'ch\'s\\secret': ${JSON.stringify({ password: 'pg-"secret"' })}`)
  const hidden = hideSecrets(new Error("no sense in ch's\\secret", { cause }), endpoints)
  const told = describeCause(new MarsadError('prepare_failed', {}, hidden))
  expect(told).not.toMatch(/secret/)
  expect(told).toContain('no sense in [hidden]')
  expect(told).toContain("at '[hidden]'")
})

it('has nothing to hide where a password is empty', () => {
  const open = { ...endpoints, postgres: { ...endpoints.postgres, password: '' } }
  expect(hideSecrets(new Error('told'), open).message).toContain('told')
})
