import { sampleProfile } from '../contract/testing/sampleProfile'
import { expect, test } from 'vitest'
import { openSecretStore } from './secrets/secretStore'
import { secretsStatus } from './secretsStatus'

test('says where each secret is, and never the secret', async () => {
  const store = openSecretStore(
    '/d',
    { MARSAD_SECRET_POSTGRES: 'hush' },
    {
      get: (account) => Promise.resolve(account.startsWith('kafka ') ? 'hush' : null),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(false),
    },
    () => sampleProfile,
  )
  const status = await secretsStatus(store)
  expect(status.keychainFailure).toBeNull()
  expect(status.secrets.map(({ name, from }) => `${name} ${from}`)).toEqual([
    'postgres environment',
    'debezium nowhere',
    'kafka keychain',
    'connect nowhere',
    'clickhouse nowhere',
    'redis nowhere',
  ])
  expect(JSON.stringify(status)).not.toContain('hush')
})

test('without a keychain it says why, and what the environment has', async () => {
  const refuse = () => Promise.reject(new Error('no bus'))
  const store = openSecretStore(
    '/d',
    { MARSAD_SECRET_REDIS: '' },
    { get: refuse, set: refuse, delete: refuse },
    () => sampleProfile,
  )
  const status = await secretsStatus(store)
  expect(status.keychainFailure).toMatchObject({ code: 'keychain_unavailable' })
  expect(status.secrets.filter(({ from }) => from !== 'nowhere')).toEqual([{ name: 'redis', from: 'environment' }])
})
