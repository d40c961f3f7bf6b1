/** Lets a changing value through at a steady pace: at most once a gap, and at once when it is urgent. */
export interface Pacer {
  /** Something has changed. @param urgent do not wait for the gap to pass */
  touch(urgent: boolean): void
  /** Drops what waits. */
  close(): void
}

/**
 * @param gapMs shortest time between two emissions that are not urgent, in milliseconds
 * @param now milliseconds of a clock that does not go back
 */
export function createPacer(gapMs: number, emit: () => void, now: () => number): Pacer {
  let timer: NodeJS.Timeout | undefined
  let last = Number.NEGATIVE_INFINITY

  const fire = (): void => {
    clearTimeout(timer)
    timer = undefined
    last = now()
    emit()
  }
  return {
    touch: (urgent) => {
      const due = last + gapMs - now()
      if (urgent || due <= 0) fire()
      else timer ??= setTimeout(fire, due)
    },
    close: () => {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
