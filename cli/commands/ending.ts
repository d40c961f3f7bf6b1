/** How a run ends: Ctrl-C, a signal, a hung-up terminal, `marsad down` from elsewhere, or its time. */
export type EndReason = 'interrupt' | 'terminate' | 'hangup' | 'down' | 'time'

export interface Ending {
  readonly ended: Promise<EndReason>
  end(reason: EndReason): void
  /** Called for each signal after the first: the person thinks that nothing happens. */
  onAgain(listener: () => void): void
  /** Gives the signals back to the system. */
  close(): void
}

const signals: Readonly<Record<string, EndReason>> = { SIGINT: 'interrupt', SIGTERM: 'terminate', SIGHUP: 'hangup' }

export function createEnding(): Ending {
  let settle: (reason: EndReason) => void = () => undefined
  let reason: EndReason | null = null
  let again: () => void = () => undefined
  const ended = new Promise<EndReason>((resolve) => {
    settle = resolve
  })
  const end = (why: EndReason): void => {
    if (reason !== null) {
      if (why !== 'time') again()
      return
    }
    reason = why
    settle(why)
  }
  const listeners = Object.entries(signals).map(([signal, why]) => ({ signal, listener: () => end(why) }))
  listeners.forEach(({ signal, listener }) => process.on(signal, listener))
  return {
    ended,
    end,
    onAgain: (listener) => {
      again = listener
    },
    close: () => listeners.forEach(({ signal, listener }) => process.off(signal, listener)),
  }
}
