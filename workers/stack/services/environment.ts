/** What a service may know of the environment that Marsad was started in: no tokens, no proxies, no NODE_OPTIONS. */
const passedOn = ['HOME', 'PATH', 'TMPDIR', 'TZ'] as const

export function scrubbedEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = passedOn.flatMap((name) => {
    const value = from[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  // Messages in English, so that levels are recognised; UTF-8, or Java could not open a path with other letters.
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8', ...more }
}

/** What a service is given beyond that: the part that says which service it is, where its command line does not. */
export function givenTo(environment: Readonly<Record<string, string>>): [string, string][] {
  const inherited: readonly string[] = passedOn
  return Object.entries(environment).filter(([name]) => !inherited.includes(name))
}
