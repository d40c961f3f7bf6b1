/** Names that end in a number are counted on; others begin to be. `ch-sink-v6` → `ch-sink-v7`, `sink` → `sink-2`. */
export function nextGroup(name: string): string {
  const [, stem = name, number] = /^(.*?)(\d{1,9})$/.exec(name) ?? []
  return number === undefined ? `${name}-2` : `${stem}${Number(number) + 1}`
}
