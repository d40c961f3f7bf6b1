/** Reads a setting out of `engine_full` of system.tables (`Kafka SETTINGS a = 'x', b = 1`); null when it is not there. */
export function engineSetting(engineFull: string, name: string): string | null {
  const found = new RegExp(`(?:SETTINGS |, )${name} = (?:'((?:[^'\\\\]|\\\\.)*)'|([^,]*))`).exec(engineFull)
  if (found === null) return null
  return found[1]?.replace(/\\(.)/g, '$1') ?? found[2] ?? null
}
