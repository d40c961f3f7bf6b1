import type { GroupLag } from '../../../contract/snapshot'

/** The group that is furthest behind on a topic: by time where known, else by messages; null when no group reads it. */
export function furthestBehind(groups: readonly GroupLag[]): GroupLag | null {
  return groups.reduce<GroupLag | null>((worst, group) => {
    if (worst === null) return group
    const later = (group.lagMs ?? -1) - (worst.lagMs ?? -1)
    return later > 0 || (later === 0 && group.lag > worst.lag) ? group : worst
  }, null)
}
