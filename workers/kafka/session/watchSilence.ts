/** Notices that something which should be heard every moment is heard no more. */
export interface SilenceWatch {
  heard(): void
  stop(): void
}

/**
 * Calls back once, when `mostTurns` turns have gone by since it was heard last; before it was heard at all none count. Turns and not time
 * are counted: a process that was stopped for a while has heard nothing of what waits for it, and gets its turns to do so.
 * @param everyMs length of a turn
 */
export function watchSilence(everyMs: number, mostTurns: number, onSilent: () => void): SilenceWatch {
  let turns = 0
  let timer: NodeJS.Timeout | undefined
  const turn = (): void => {
    turns += 1
    if (turns < mostTurns) return
    clearInterval(timer)
    onSilent()
  }
  return {
    heard: () => {
      turns = 0
      timer ??= setInterval(turn, everyMs)
    },
    stop: () => clearInterval(timer),
  }
}
