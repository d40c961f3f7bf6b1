import type { CommandOutput } from '../contract/commands'
import { toFailure, type Failure } from '../contract/errors'
import { secretNames } from '../contract/remote'
import type { SecretSource, SecretStore } from './secrets/secretStore'

/** Where each secret would come from; without a keychain those of the environment are still told. */
export async function secretsStatus(store: SecretStore): Promise<CommandOutput<'secrets.status'>> {
  let keychainFailure: Failure | null = null
  const secrets: { name: (typeof secretNames)[number]; from: SecretSource }[] = []
  for (const name of secretNames) {
    try {
      secrets.push({ name, from: await store.from(name) })
    } catch (thrown) {
      keychainFailure ??= toFailure(thrown)
      secrets.push({ name, from: 'nowhere' })
    }
  }
  return { secrets, keychainFailure }
}
