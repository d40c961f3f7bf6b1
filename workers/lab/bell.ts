/** Waiting for something that events bring about. */
export interface Bell {
  /** Something has changed: everyone who waits looks again. */
  ring(): void
  /** Resolves true as soon as it holds, false when the time is up or the signal aborts. Looked at now and at each ring. */
  until(holds: () => boolean, limitMs: number, signal: AbortSignal): Promise<boolean>
}

export function createBell(): Bell {
  const waiting = new Set<() => void>()
  return {
    ring: () => [...waiting].forEach((look) => look()),
    until: (holds, limitMs, signal) =>
      new Promise((resolve) => {
        const end = (value: boolean): void => {
          clearTimeout(timer)
          waiting.delete(look)
          signal.removeEventListener('abort', give)
          resolve(value)
        }
        const look = (): void => {
          if (holds()) end(true)
        }
        const give = (): void => end(holds())
        const timer = setTimeout(give, Math.max(0, limitMs))
        signal.addEventListener('abort', give, { once: true })
        waiting.add(look)
        if (signal.aborted) give()
        else look()
      }),
  }
}
