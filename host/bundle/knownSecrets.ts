import { publishedAccounts } from '../../contract/loopbackEndpoints'
import { passwordsOf } from '../../contract/passwordsOf'
import type { Endpoints } from '../../contract/workers'
import { isSecretName } from '../../contract/secretNames'

/** Shorter values of variables with a telling name are switches and numbers. */
const shortestSecret = 6
/** A user and a password in an address. */
const inAddress = /:\/\/[^\s:/@]*:([^\s/]+)@/

/** What must appear nowhere: passwords in use, those that were put by, and those of the environment. */
export function knownSecrets(
  endpoints: Endpoints | null,
  kept: readonly string[],
  environment: NodeJS.ProcessEnv,
): string[] {
  // Documented, and words of every day: to mask "app" everywhere would hide what the bundle is for (decision 3).
  const published = new Set<string>(Object.values(publishedAccounts).map(({ password }) => password))
  const used = endpoints === null ? [] : passwordsOf(endpoints).filter((password) => !published.has(password))
  const given = Object.entries(environment).flatMap(([name, value = '']) => {
    const password = inAddress.exec(value)?.[1]
    return [
      ...(isSecretName(name) && (value.length >= shortestSecret || name.startsWith('MARSAD_SECRET_')) ? [value] : []),
      ...(password === undefined ? [] : [password]),
    ]
  })
  return [...new Set([...used, ...kept, ...given])].filter((secret) => secret !== '')
}
