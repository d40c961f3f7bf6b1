import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import type Docker from 'dockerode'
import { MarsadError } from '../../../../contract/errors'
import { statusOf } from './engineFailure'
import { addPullMessage, noProgress, pullMessageSchema, type PullProgress } from './pullProgress'

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
  const refusals: string[] = []
  try {
    const stream = await docker.createImage({ fromImage: withTag(reference), abortSignal: signal })
    const end = finished(stream, { signal, writable: false })
    const lines = createInterface({ input: stream, crlfDelay: Infinity })
    lines.on('line', (line) => {
      if (line.trim() === '') return
      const message = pullMessageSchema.parse(JSON.parse(line))
      // The engine answers 200 before it knows whether the pull succeeds: the last message tells.
      if (message.error !== undefined) refusals.push(message.error)
      const next = addPullMessage(progress, message)
      if (next === progress) return
      progress = next
      onProgress(progress)
    })
    try {
      await end
    } finally {
      lines.close()
    }
  } catch (thrown) {
    signal.throwIfAborted()
    throw statusOf(thrown) === null ? thrown : missing(thrown)
  }
  if (refusals.length > 0) throw missing(refusals.join('\n'))
}

/** The engine pulls every tag of a reference that has none. */
export function withTag(reference: string): string {
  const lastPart = reference.slice(reference.lastIndexOf('/') + 1)
  return /[:@]/.test(lastPart) ? reference : `${reference}:latest`
}
