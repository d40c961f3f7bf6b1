/** What the engine refuses, in words for people. */
import { MarsadError, type ErrorDetails } from '../../../../contract/errors'

/** The status of an answer of the engine that dockerode threw. */
export function statusOf(thrown: unknown): number | null {
  const status = thrown instanceof Error && 'statusCode' in thrown ? thrown.statusCode : null
  return typeof status === 'number' ? status : null
}

export const hasStatus = (thrown: unknown, ...statuses: readonly number[]): boolean =>
  statuses.includes(statusOf(thrown) ?? 0)

/**
 * What was thrown by dockerode: as a MarsadError when it is the engine's answer, else unchanged (a broken connection, an
 * abort).
 * @param what the thing asked about: a service's, network's or volume's name.
 */
export function engineFailure(thrown: unknown, what: string, details: ErrorDetails = {}): unknown {
  const status = statusOf(thrown)
  return status === null ? thrown : new MarsadError('docker_failed', { name: what, status, ...details }, thrown)
}

/**
 * The host port that an engine's refusal to start a container is about; null when it is about something else.
 * Docker: "Bind for 127.0.0.1:5432 failed: port is already allocated" (another container), "listen tcp4
 * 127.0.0.1:5432: bind: address already in use" (another program); Podman: "rootlessport listen tcp 0.0.0.0:80: bind: …".
 */
export function takenPort(message: string): number | null {
  if (!/port is already allocated|address already in use|ports are not available/i.test(message)) return null
  const port = /:(\d{1,5})(?=[\s:])/.exec(message)?.[1]
  return port === undefined ? null : Number(port)
}
