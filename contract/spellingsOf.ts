/** How secrets may be spelled within a statement, a JSON text or an address, each once and the longest first: a shorter one may be a part of it. */
export function spellingsOf(secrets: readonly string[]): string[] {
  const spellings = secrets.flatMap((secret) => [
    secret,
    secret.replace(/\\/g, '\\\\').replace(/'/g, "\\'"),
    secret.replace(/'/g, "''"),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ])
  return [...new Set(spellings)].sort((a, b) => b.length - a.length)
}
