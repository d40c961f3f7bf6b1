const powers = ['b', 'k', 'm', 'g', 't']

/**
 * A Compose byte size in bytes, such as `512m`, `1g`, `1.5gb` or 1048576; null when it is none. Units are powers of 1024.
 * Source: Compose specification, "Specifying byte values".
 */
export function parseByteSize(value: string | number): number | null {
  const found = /^(\d+(?:\.\d+)?) ?([bkmgt])?(?:i?b)?$/i.exec(String(value))
  if (found === null) return null
  const bytes = Math.floor(Number(found[1]) * 1024 ** powers.indexOf((found[2] ?? 'b').toLowerCase()))
  return Number.isSafeInteger(bytes) ? bytes : null
}
