import { withLimit } from '../../../../common/withLimit'

/**
 * One request with a limit. It ends with the limit or the signal even where the request itself does not: docker-modem never
 * answers when the connection breaks in the middle of an answer.
 * @param limitMs milliseconds; then it throws a `TimeoutError`.
 * @throws what the request throws; the signal's reason.
 */
export function askEngine<T>(
  signal: AbortSignal,
  limitMs: number,
  request: (limited: AbortSignal) => Promise<T>,
): Promise<T> {
  return withLimit(signal, limitMs, (limited) => {
    return new Promise<T>((resolve, reject) => {
      const giveUp = (): void => {
        reject(asError(limited.reason))
      }
      limited.addEventListener('abort', giveUp, { once: true })
      request(limited)
        .then(resolve, (thrown: unknown) => {
          reject(limited.aborted ? asError(limited.reason) : asError(thrown))
        })
        .finally(() => {
          limited.removeEventListener('abort', giveUp)
        })
    })
  })
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
