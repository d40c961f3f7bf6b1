export const seriesColours = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'] as const
export type SeriesColour = (typeof seriesColours)[number]

/**
 * A colour for each id. Whoever had one keeps it while listed, so that a line does not change its colour when ranks do; a new
 * one takes the first that is free. Returns the same map when nothing changed. At most six ids get one.
 */
export function keepColours(
  former: ReadonlyMap<string, SeriesColour>,
  ids: readonly string[],
): ReadonlyMap<string, SeriesColour> {
  if (ids.length === former.size && ids.every((id) => former.has(id))) return former
  const kept = new Map(ids.flatMap((id) => (former.has(id) ? [[id, former.get(id)] as const] : [])))
  const next = new Map<string, SeriesColour>()
  const taken = new Set(kept.values())
  const free = seriesColours.filter((colour) => !taken.has(colour))
  for (const id of ids) {
    const colour = kept.get(id) ?? free.shift()
    if (colour !== undefined) next.set(id, colour)
  }
  return next
}
