import { errorOf } from '../../../../contract/errors'
import type { ComposeProject, ComposeService } from '../compose/project'
import type { EngineWork } from './engineWork'
import { executeUp } from './executeUp'
import { heed } from './heed'
import { observe } from './observe'
import { planUp, type UpPlan } from './planUp'

/**
 * Brings a project up until every service is healthy: looks, plans, pulls what is missing, plans again (an image may change
 * what is to be done) and carries it out. With nothing to do it does nothing.
 * @param services those that are to run, as {@link enabledServices} chooses them.
 * @returns the plan that was carried out.
 * @throws MarsadError the first failure that the plan names, before anything is begun; see {@link executeUp}.
 */
export async function up(
  work: EngineWork,
  project: ComposeProject,
  services: readonly ComposeService[],
  signal: AbortSignal,
): Promise<UpPlan> {
  const look = async (): Promise<UpPlan> => {
    const observed = await heed(signal, () => observe(work.docker, project, services, signal))
    const plan = planUp(project, services, observed)
    const [failure] = plan.failures
    if (failure !== undefined) throw errorOf(failure)
    return plan
  }
  let plan = await look()
  const always = services.filter(({ pullPolicy }) => pullPolicy === 'always')
  const pulls = [
    ...plan.actions.filter((action) => action.kind === 'pull'),
    ...[...new Set(always.map(({ image }) => image))].map((image) => ({
      kind: 'pull' as const,
      image,
      services: always.filter((service) => service.image === image).map(({ name }) => name),
    })),
  ].filter((pull, index, all) => all.findIndex(({ image }) => image === pull.image) === index)
  if (pulls.length > 0) {
    await executeUp(work, project, services, pulls, signal)
    plan = await look()
  }
  await executeUp(work, project, services, plan.actions, signal)
  return plan
}
