/** The operating system's keychain: Keychain on macOS, the Credential Manager on Windows, the Secret Service on Linux. */
import type { AsyncEntry } from '@napi-rs/keyring'

/** Every function rejects where the keychain does not answer or is not unlocked. An unlocked one may ask the person first. */
export interface Keychain {
  /** Null where there is no such entry. */
  get(account: string): Promise<string | null>
  set(account: string, secret: string): Promise<void>
  /** @returns whether there was one. */
  delete(account: string): Promise<boolean>
}

/** Under which name people find the entries in their keychain. */
const service = 'Marsad'

/** Nothing is loaded before it is first used: the native library is of no use to whoever has no remote services. */
export function openKeychain(): Keychain {
  const entry = async (account: string): Promise<AsyncEntry> => {
    const { AsyncEntry: Entry } = await import('@napi-rs/keyring')
    // Left to itself, the library falls back on the kernel's keyring, which forgets all with the session: better to say so.
    return new Entry(service, account, { linux: { store: 'secret-service' } })
  }
  return {
    get: async (account) => (await entry(account)).getPassword(),
    set: async (account, secret) => (await entry(account)).setPassword(secret),
    delete: async (account) => (await entry(account)).deletePassword(),
  }
}
