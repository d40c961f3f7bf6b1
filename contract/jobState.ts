import { errorOf, MarsadError } from './errors'
import type { ProofJob } from './proof'

/**
 * How a job stands that somebody waits for.
 * @param job what the prover tells now.
 * @param id the job's number.
 * @throws MarsadError `worker_exited` when it is not told any more, or what it failed with
 */
export function jobState(job: ProofJob | null | undefined, id: number): Exclude<ProofJob['state'], 'failed'> {
  if (job?.id !== id) throw new MarsadError('worker_exited', { worker: 'prover' })
  if (job.state === 'failed') throw job.failure === null ? new MarsadError('internal') : errorOf(job.failure)
  return job.state
}
