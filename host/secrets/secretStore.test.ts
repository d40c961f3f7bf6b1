import { expect, it } from 'vitest'
import { MarsadError } from '../../contract/errors'
import type { Keychain } from './keychain'
import { openSecretStore } from './secretStore'

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
  const store = openSecretStore('/one', {}, keychain)
  expect(await store.from('kafka')).toBe('nowhere')
  await store.set('kafka', 's3cret')
  expect(await store.get('kafka')).toBe('s3cret')
  expect(await store.from('kafka')).toBe('keychain')
  expect(await openSecretStore('/two', {}, keychain).has('kafka')).toBe(false)
  expect(await store.delete('kafka')).toBe(true)
  expect(await store.delete('kafka')).toBe(false)
  expect(await store.get('kafka')).toBeNull()
  expect(keychain.entries.size).toBe(0)
})

it('lets a variable win, an empty one too, without asking the keychain', async () => {
  const store = openSecretStore('/one', { MARSAD_SECRET_REDIS: 'given', MARSAD_SECRET_CLICKHOUSE: '' }, broken)
  expect(await store.get('redis')).toBe('given')
  expect(await store.from('redis')).toBe('environment')
  expect(await store.get('clickhouse')).toBe('')
  expect(await store.read(['redis', 'clickhouse'])).toEqual({ redis: 'given', clickhouse: '' })
})

it('reads what is asked for and is there', async () => {
  const store = openSecretStore('/one', { MARSAD_SECRET_POSTGRES: 'p' }, memoryKeychain())
  await store.set('debezium', 'd')
  await store.set('connect', 'c')
  expect(await store.read(['postgres', 'debezium', 'redis'])).toEqual({ postgres: 'p', debezium: 'd' })
})

it('says which variable helps where no keychain answers', async () => {
  const store = openSecretStore('/one', {}, broken)
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
