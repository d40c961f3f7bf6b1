/** The secrets of the remote profile: environment variables first, then the operating system's keychain. Never a file of ours. */
import { MarsadError } from '../../contract/errors'
import { secretNames, secretVariable, type RemoteProfile, type SecretName, type Secrets } from '../../contract/remote'
import { keychainAccount } from './destination'
import type { Keychain } from './keychain'

export type SecretSource = 'environment' | 'keychain' | 'nowhere'

/** Every function but {@link SecretStore.from} throws MarsadError `keychain_unavailable` {variable} where it needs a keychain and none answers. */
export interface SecretStore {
  /** Null where it is in neither place. */
  get(name: SecretName): Promise<string | null>
  has(name: SecretName): Promise<boolean>
  /** Into the keychain; a variable that is set still wins. */
  set(name: SecretName, value: string): Promise<void>
  /** Out of the keychain. @returns whether it was there. */
  delete(name: SecretName): Promise<boolean>
  /** Where a secret would come from. @throws as get. */
  from(name: SecretName): Promise<SecretSource>
  /** Those of the names that are to be had. */
  read(names: readonly SecretName[]): Promise<Secrets>
}

/**
 * @param dataFolder which console's secrets these are: another data folder may have other services.
 * @param profile the present one: an entry of the keychain is for its hosts, ports and users only, so that a profile whose host changed
 * has no secret there.
 * @param environment read at each use; an empty variable is an empty password.
 */
export function openSecretStore(
  dataFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
  keychain: Keychain,
  profile: () => RemoteProfile | null,
): SecretStore {
  const account = (name: SecretName): string | null => {
    const present = profile()
    return present === null ? null : keychainAccount(name, present, dataFolder)
  }
  const fromEnvironment = (name: SecretName): string | undefined => environment[secretVariable(name)]
  const ask = async <T>(name: SecretName, question: () => Promise<T>): Promise<T> => {
    try {
      return await question()
    } catch (thrown) {
      throw new MarsadError('keychain_unavailable', { variable: secretVariable(name) }, thrown)
    }
  }
  const get = async (name: SecretName): Promise<string | null> =>
    fromEnvironment(name) ??
    (await ask(name, () => {
      const entry = account(name)
      return entry === null ? Promise.resolve(null) : keychain.get(entry)
    }))
  return {
    get,
    has: async (name) => (await get(name)) !== null,
    set: (name, value) => {
      const entry = account(name)
      if (entry === null) return Promise.reject(new MarsadError('remote_missing', {}))
      return ask(name, () => keychain.set(entry, value))
    },
    delete: (name) => {
      const entry = account(name)
      return entry === null ? Promise.resolve(false) : ask(name, () => keychain.delete(entry))
    },
    from: async (name) => {
      if (fromEnvironment(name) !== undefined) return 'environment'
      return (await get(name)) === null ? 'nowhere' : 'keychain'
    },
    read: async (names) => {
      const found: Partial<Record<SecretName, string>> = {}
      // One after the other: a locked keychain asks its person once.
      for (const name of secretNames) {
        const value = names.includes(name) ? await get(name) : null
        if (value !== null) found[name] = value
      }
      return found
    },
  }
}
