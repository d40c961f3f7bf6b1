import { describeCause } from '../../../contract/errors'
import type { Door, OpenDoor } from '../services/description'

export interface KeptDoor {
  /** Null while none is open. */
  port(): number | null
  /** @throws what listening fails with. */
  open(door: Door): Promise<void>
  /** Frees the port at once; one that is just being opened closes as soon as it is open. */
  close(): void
}

/** At most one open door. @param log what fails at it */
export function keepDoor(log: (text: string) => void): KeptDoor {
  let present: OpenDoor | null = null
  /** Counts the calls of {@link KeptDoor.close}: one that came while a door was opening counts for that door. */
  let closed = 0
  const end = (door: OpenDoor): void => {
    door.close().catch((thrown: unknown) => log(`the door was not closed in order: ${describeCause(thrown)}`))
  }
  return {
    port: () => present?.port ?? null,
    async open(door) {
      const before = closed
      const opened = await door.open(log)
      if (closed === before) present = opened
      else end(opened)
    },
    close() {
      closed += 1
      if (present !== null) end(present)
      present = null
    },
  }
}
