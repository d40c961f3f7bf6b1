/** On a real Secret Service: gnome-keyring on a session bus of its own. Other systems' keychains ask a person first. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MarsadError } from '../../contract/errors'
import { sampleProfile } from '../../contract/testing/sampleProfile'
import { openKeychain } from './keychain'
import { openSecretStore, type SecretStore } from './secretStore'

const profile = () => sampleProfile
const programs = ['dbus-daemon', 'gnome-keyring-daemon']
const missing =
  process.platform === 'linux'
    ? programs.filter((program) => spawnSync(program, ['--version']).status !== 0).join(' and ')
    : 'a Secret Service on this system'
if (missing !== '') console.warn(`skipped: the keychain is not tested for real, for lack of ${missing}`)

const busVariable = 'DBUS_SESSION_BUS_ADDRESS'
const ownBus = process.env[busVariable]

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface(stream)) return line
  throw new Error('it ended without a word')
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill()
  await gone
}

describe.skipIf(missing !== '')('the Secret Service', () => {
  let home: string
  let bus: ChildProcess | undefined
  let daemon: ChildProcess | undefined
  let store: SecretStore

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'marsad-keyring-'))
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, XDG_RUNTIME_DIR: home }
    const started = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    bus = started
    const address = await firstLine(started.stdout)
    process.env[busVariable] = address
    // It makes its keyring, and opens it with what it reads.
    const keyring = spawn('gnome-keyring-daemon', ['--unlock', '--foreground', '--components=secrets'], {
      env: { ...env, [busVariable]: address },
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    daemon = keyring
    keyring.stdin.end('password')
    store = openSecretStore('/data', {}, openKeychain(), profile)
    for (let tries = 0; ; tries += 1) {
      try {
        await store.set('postgres', 'first')
        break
      } catch (thrown) {
        if (tries === 100) throw thrown
        await delay(50)
      }
    }
  }, 30_000)

  afterAll(async () => {
    if (ownBus === undefined) Reflect.deleteProperty(process.env, busVariable)
    else process.env[busVariable] = ownBus
    await end(daemon)
    await end(bus)
    await rm(home, { recursive: true, force: true })
  })

  test('keeps a secret as it is, replaces and forgets it', async () => {
    const secret = `sécret سرّ '"\\ \n end`
    expect(await store.get('postgres')).toBe('first')
    expect(await store.get('kafka')).toBeNull()
    await store.set('kafka', 'before')
    await store.set('kafka', secret)
    expect(await store.get('kafka')).toBe(secret)
    expect(await store.from('kafka')).toBe('keychain')
    expect(await openSecretStore('/other', {}, openKeychain(), profile).get('kafka')).toBeNull()
    expect(await store.delete('kafka')).toBe(true)
    expect(await store.delete('kafka')).toBe(false)
    expect(await store.get('kafka')).toBeNull()
  })
})

test.skipIf(process.platform !== 'linux')('without a Secret Service it says so, and which variable helps', async () => {
  process.env[busVariable] = 'unix:path=/nowhere/bus'
  try {
    const store = openSecretStore('/data', {}, openKeychain(), profile)
    const thrown: unknown = await store.set('redis', 'never told').catch((failed: unknown) => failed)
    expect(thrown).toBeInstanceOf(MarsadError)
    expect(JSON.stringify(thrown instanceof MarsadError ? thrown.failure : null)).toMatch(
      /keychain_unavailable.*MARSAD_SECRET_REDIS/,
    )
    expect(String(thrown instanceof MarsadError ? thrown.failure.cause : '')).not.toContain('never told')
  } finally {
    if (ownBus === undefined) Reflect.deleteProperty(process.env, busVariable)
    else process.env[busVariable] = ownBus
  }
})
