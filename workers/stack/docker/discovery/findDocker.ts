import { MarsadError, toFailure, type ErrorCode, type Failure } from '../../../../contract/errors'
import { listCandidates, reasonText, type Candidate } from './listCandidates'
import { probeDocker, type EngineFacts } from './probeDocker'
import type { Surroundings } from './surroundings'

/** One look at one address. */
export interface Attempt {
  readonly candidate: Candidate
  readonly failure: Failure
}

export type FoundDocker =
  /** `attempts`: what was tried before it. */
  | {
      readonly kind: 'found'
      readonly candidate: Candidate
      readonly engine: EngineFacts
      readonly attempts: readonly Attempt[]
    }
  /** `failure`: the reason that tells most, for people. */
  | { readonly kind: 'absent'; readonly failure: Failure; readonly attempts: readonly Attempt[] }

export interface FindOptions {
  /** Milliseconds for each address; over ssh it takes a while. */
  readonly limitMs: number
  /** The ssh client. */
  readonly ssh?: string
}

export const usualFindOptions: FindOptions = { limitMs: 5_000 }

/** The first engine that answers. @throws only when `signal` aborts. */
export async function findDocker(
  around: Surroundings,
  options: FindOptions,
  signal: AbortSignal,
): Promise<FoundDocker> {
  let candidates
  try {
    candidates = await listCandidates(around)
  } catch (thrown) {
    return { kind: 'absent', failure: toFailure(thrown), attempts: [] }
  }
  const attempts: Attempt[] = []
  for (const candidate of candidates) {
    const from = reasonText(candidate.reason)
    const about = { user: around.user, ...(from === null ? {} : { from }) }
    const probe = await probeDocker(candidate.address, { ...options, about }, signal)
    if (probe.kind === 'answers') return { kind: 'found', candidate, engine: probe.engine, attempts }
    attempts.push({ candidate, failure: probe.failure })
  }
  return { kind: 'absent', failure: tellingFailure(attempts), attempts }
}

/** Where somebody listens but does not let us in, that is the news; sockets that are not there are none. */
const telling: readonly ErrorCode[] = ['docker_permission', 'docker_timeout', 'docker_refused', 'docker_not_running']

function tellingFailure(attempts: readonly Attempt[]): Failure {
  const named = attempts.find(({ candidate }) => candidate.reason.kind !== 'usual')
  if (named !== undefined) return named.failure
  for (const code of telling) {
    const found = attempts.find(({ failure }) => failure.code === code)
    if (found !== undefined) return found.failure
  }
  return new MarsadError('docker_absent').failure
}
