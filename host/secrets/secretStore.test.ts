import { expect, it } from 'vitest'
import { MarsadError } from '../../contract/errors'
import type { Keychain } from './keychain'
import { sampleProfile } from '../../contract/testing/sampleProfile'
import { openSecretStore } from './secretStore'

const profile = () => sampleProfile

function memoryKeychain(): Keychain & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    get: (account) => Promise.resolve(entries.get(account) ?? null),
    set: (account, secret) => Promise.resolve(void entries.set(account, secret)),
    delete: (account) => Promise.resolve(entries.delete(account)),
  }
}

const broken: Keychain = {
  get: () => Promise.reject(new Error('no session bus')),
  set: () => Promise.reject(new Error('no session bus')),
  delete: () => Promise.reject(new Error('no session bus')),
}

it('keeps, tells of and forgets a secret, each data folder its own', async () => {
  const keychain = memoryKeychain()
  const store = openSecretStore('/one', {}, keychain, profile)
  expect(await store.from('kafka')).toBe('nowhere')
  await store.set('kafka', 's3cret')
  expect(await store.get('kafka')).toBe('s3cret')
  expect(await store.from('kafka')).toBe('keychain')
  expect(await openSecretStore('/two', {}, keychain, profile).has('kafka')).toBe(false)
  expect(await store.delete('kafka')).toBe(true)
  expect(await store.delete('kafka')).toBe(false)
  expect(await store.get('kafka')).toBeNull()
  expect(keychain.entries.size).toBe(0)
})

it('lets a variable win, an empty one too, without asking the keychain', async () => {
  const store = openSecretStore('/one', { MARSAD_SECRET_REDIS: 'given', MARSAD_SECRET_CLICKHOUSE: '' }, broken, profile)
  expect(await store.get('redis')).toBe('given')
  expect(await store.from('redis')).toBe('environment')
  expect(await store.get('clickhouse')).toBe('')
  expect(await store.read(['redis', 'clickhouse'])).toEqual({ redis: 'given', clickhouse: '' })
})

it('reads what is asked for and is there', async () => {
  const store = openSecretStore('/one', { MARSAD_SECRET_POSTGRES: 'p' }, memoryKeychain(), profile)
  await store.set('debezium', 'd')
  await store.set('connect', 'c')
  expect(await store.read(['postgres', 'debezium', 'redis'])).toEqual({ postgres: 'p', debezium: 'd' })
})

it('says which variable helps where no keychain answers', async () => {
  const store = openSecretStore('/one', {}, broken, profile)
  for (const use of [() => store.get('postgres'), () => store.set('postgres', 'x'), () => store.delete('postgres')]) {
    const thrown: unknown = await use().then(
      () => null,
      (failed: unknown) => failed,
    )
    expect(thrown).toBeInstanceOf(MarsadError)
    if (!(thrown instanceof MarsadError)) return
    expect(thrown.failure).toMatchObject({
      code: 'keychain_unavailable',
      details: { variable: 'MARSAD_SECRET_POSTGRES' },
    })
    expect(thrown.failure.cause).toContain('no session bus')
  }
})

it('asks again for the secret of a profile whose host has changed, and finds it again with the former host', async () => {
  let current = sampleProfile
  const store = openSecretStore('/one', {}, memoryKeychain(), () => current)
  await store.set('clickhouse', 's3cret')
  current = { ...sampleProfile, clickhouse: { ...sampleProfile.clickhouse, url: 'http://127.0.0.1:9' } }
  expect(await store.get('clickhouse')).toBeNull()
  expect(await store.from('clickhouse')).toBe('nowhere')
  expect(await store.read(['clickhouse'])).toEqual({})
  current = sampleProfile
  expect(await store.get('clickhouse')).toBe('s3cret')
})

it('takes no secret before there is a profile that it is for', async () => {
  const store = openSecretStore('/one', {}, memoryKeychain(), () => null)
  await expect(store.set('kafka', 's3cret')).rejects.toMatchObject({ failure: { code: 'remote_missing' } })
  expect(await store.get('kafka')).toBeNull()
  expect(await store.delete('kafka')).toBe(false)
})
