import type Docker from 'dockerode'
import { MarsadError } from '../../../../contract/errors'
import { statusOf } from './engineFailure'
import { addPullMessage, noProgress, pullMessageSchema, type PullProgress } from './pullProgress'
import { streamLines } from './streamLines'

/**
 * Pulls an image as the engine may without signing in anywhere. What was fetched before an abort the engine keeps for a while.
 * @param reference as in the file; without tag or digest `latest` is meant, and only that is pulled.
 * @param services that need it, for the words of a failure.
 * @throws MarsadError image_missing when it cannot be had; the signal's reason when that aborts.
 */
export async function pullImage(
  docker: Docker,
  reference: string,
  services: readonly string[],
  onProgress: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const missing = (cause: unknown): MarsadError =>
    new MarsadError('image_missing', { image: reference, service: services.join(', ') }, cause)
  signal.throwIfAborted()
  let progress = noProgress(reference)
  let refusal: string | null = null
  try {
    const stream = await docker.createImage({ fromImage: withTag(reference), abortSignal: signal })
    for await (const line of streamLines(stream)) {
      const message = pullMessageSchema.parse(JSON.parse(line))
      // The engine answers 200 before it knows whether the pull succeeds: a message tells.
      if (message.error !== undefined) refusal = message.error
      const next = addPullMessage(progress, message)
      if (next === progress) continue
      progress = next
      onProgress(progress)
    }
  } catch (thrown) {
    signal.throwIfAborted()
    throw statusOf(thrown) === null ? thrown : missing(thrown)
  }
  if (refusal !== null) throw missing(refusal)
}

/** The engine pulls every tag of a reference that has none. */
export function withTag(reference: string): string {
  const lastPart = reference.slice(reference.lastIndexOf('/') + 1)
  return /[:@]/.test(lastPart) ? reference : `${reference}:latest`
}
