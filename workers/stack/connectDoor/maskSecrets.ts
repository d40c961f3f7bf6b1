import { isSecretName } from '../../../contract/secretNames'

export const mask = '[secret]'

/** A JSON value in which the values of names of something secret are masked, at any depth. */
export function maskSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      // A group of settings under such a name is masked by their own names.
      isSecretName(name) && (typeof inner !== 'object' || inner === null) ? mask : maskSecrets(inner),
    ]),
  )
}
