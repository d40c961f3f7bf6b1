/** Waiting until a container is what others depend on. */
import type Docker from 'dockerode'
import { MarsadError } from '../../../../contract/errors'
import type { Dependency } from '../compose/project'
import { pause } from '../../../../common/pause'
import { exitFailure, unhealthyFailure } from './containerFailure'
import type { ContainerAnswer } from './engineAnswers'
import { heed } from './heed'
import { lastLinesOrReason } from './lastLines'
import { inspectContainer } from './observe'

/** Between two looks: short beside a health check's interval, and one small question. */
const lookMs = 200
/** A container that its policy restarts so often while it is waited for does not come up by itself. */
const mostRestarts = 3

/** What is waited for; `ready`: healthy, or running where it has no health check. */
export type Goal = Dependency['condition'] | 'ready'

/**
 * Waits until a service's container has reached a goal.
 * @throws MarsadError container_exited or container_unhealthy with the last lines as cause, container_no_health,
 * container_gone; the signal's reason when that aborts.
 */
export async function waitForContainer(
  docker: Docker,
  id: string,
  service: string,
  goal: Goal,
  signal: AbortSignal,
): Promise<void> {
  let restartsBefore: number | null = null
  for (;;) {
    const found = await heed(signal, () => inspectContainer(docker, id, signal))
    if (found === null) throw new MarsadError('container_gone', { service })
    restartsBefore ??= found.RestartCount
    const verdict = judge(found, goal, found.RestartCount - restartsBefore)
    if (verdict === 'reached') return
    if (verdict !== 'waits') throw await failureOf(docker, found, service, verdict, signal)
    await pause(lookMs, signal)
  }
}

type Verdict = 'reached' | 'waits' | 'exited' | 'unhealthy' | 'no-health'

/** @param restarts by its policy since the waiting began. */
export function judge({ State }: Pick<ContainerAnswer, 'State'>, goal: Goal, restarts: number): Verdict {
  if (State.Status === 'exited' || State.Status === 'dead') {
    const hasEndedWell = State.Status === 'exited' && State.ExitCode === 0
    return goal === 'service_completed_successfully' && hasEndedWell ? 'reached' : 'exited'
  }
  if (restarts >= mostRestarts) return 'exited'
  if (State.Status !== 'running' || goal === 'service_completed_successfully') return 'waits'
  if (goal === 'service_started') return 'reached'
  const health = State.Health?.Status ?? 'none'
  if (health === 'healthy') return 'reached'
  if (health === 'unhealthy') return 'unhealthy'
  if (health === 'starting') return 'waits'
  return goal === 'ready' ? 'reached' : 'no-health'
}

async function failureOf(
  docker: Docker,
  found: ContainerAnswer,
  service: string,
  verdict: Exclude<Verdict, 'reached' | 'waits'>,
  signal: AbortSignal,
): Promise<MarsadError> {
  if (verdict === 'no-health') return new MarsadError('container_no_health', { service })
  const lines = await lastLinesOrReason(docker, found.Id, signal)
  const { Health, ExitCode, OOMKilled, Error: reason } = found.State
  return new MarsadError(
    ...(verdict === 'unhealthy'
      ? unhealthyFailure(service, Health?.Log?.at(-1)?.Output.trim() ?? '', lines)
      : exitFailure(service, { exitCode: ExitCode, outOfMemory: OOMKilled, reason, lines })),
  )
}
