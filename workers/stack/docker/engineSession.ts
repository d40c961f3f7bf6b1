/** The engine that a Docker stack uses: found once, kept, and looked for again when a start or a check asks. */
import { MarsadError } from '../../../contract/errors'
import { portOwner } from '../ports/portOwner'
import { connectDocker } from './discovery/connectDocker'
import { addressText } from './discovery/dockerAddress'
import { findDocker, usualFindOptions } from './discovery/findDocker'
import { reasonText, type Candidate } from './discovery/listCandidates'
import type { EngineFacts } from './discovery/probeDocker'
import { surroundings } from './discovery/surroundings'
import type { EngineEvent, EngineWork } from './engine/engineWork'

export interface EngineSession {
  readonly candidate: Candidate
  readonly facts: EngineFacts
  readonly work: EngineWork
  /** Ends every request and stream that is open. */
  readonly close: () => void
}

/** @throws MarsadError why there is none; the signal's reason. */
export async function openEngineSession(
  report: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<EngineSession> {
  const found = await findDocker(surroundings(), usualFindOptions, signal)
  if (found.kind === 'absent') {
    const tried = found.attempts.map(({ candidate, failure }) => `${addressText(candidate.address)}: ${failure.code}`)
    const { code, details, cause } = found.failure
    throw new MarsadError(code, details, [...(cause === null ? [] : [cause]), ...tried].join('\n'))
  }
  const { candidate, engine } = found
  const connection = await connectDocker(candidate.address)
  const isHere = candidate.address.kind === 'socket'
  return {
    candidate,
    facts: engine,
    work: { docker: connection.docker, report, portOwner: isHere ? portOwner : null },
    close: connection.close,
  }
}

/** An engine by the name and version that people know. */
export const engineName = ({ name, version }: EngineFacts): string => `${name ?? 'Docker Engine'} ${version}`

/** Why this engine was chosen, in the words of Docker's own command line; else who usually listens there. */
export const sourceText = ({ reason }: Candidate): string =>
  reason.kind === 'usual' ? reason.product : (reasonText(reason) ?? reason.kind)
