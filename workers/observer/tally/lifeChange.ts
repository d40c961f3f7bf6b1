import type { LiveIds } from './liveIds'

/** What a record says of an event's life: it is there, or it is gone, as of a position in Postgres's log. */
export interface LifeChange {
  readonly id: number
  readonly lsn: number
  readonly lives: boolean
}

export function applyTo(live: LiveIds, { id, lsn, lives }: LifeChange): void {
  if (lives) live.add(id, lsn)
  else live.remove(id, lsn)
}
