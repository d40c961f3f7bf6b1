import { statfs } from 'node:fs/promises'
import type { PreflightCheck } from '../../../../contract/snapshot'
import { hasCode } from '../../../../common/hasCode'
import type { ComposeProject, ComposeService } from '../compose/project'
import { engineName, type EngineSession } from '../engineSession'
import { containerListSchema } from '../engine/engineAnswers'
import { observe } from '../engine/observe'
import { planUp } from '../engine/planUp'
import { askEngine } from '../live/askEngine'
import { checkDisk, checkEngine, checkExposure, checkImages, checkMemory, checkNames, checkPorts } from './checks'
import { isThisMachine, readEngineInfo } from './engineInfo'
import { heldPorts, publishedPorts } from './heldPorts'

const answerLimitMs = 30_000

/**
 * Looks at all that could keep a project from starting, changes nothing, and tells everything at once: a check that has
 * failed stops a start, one that warns does not.
 * @param services those that are to run.
 * @returns one a check, in the order in which a person reads them.
 * @throws when the engine does not answer; the signal's reason.
 */
export async function checkBeforeStart(
  {
    candidate,
    facts,
    work,
  }: Pick<EngineSession, 'candidate' | 'facts'> & {
    readonly work: Pick<EngineSession['work'], 'docker' | 'portOwner'>
  },
  project: ComposeProject,
  services: readonly ComposeService[],
  signal: AbortSignal,
): Promise<PreflightCheck[]> {
  const { docker, portOwner } = work
  const [info, observed, running] = await Promise.all([
    readEngineInfo(docker, signal),
    askEngine(signal, answerLimitMs, (limited) => observe(docker, project, services, limited)),
    askEngine(signal, answerLimitMs, (limited) => docker.listContainers({ abortSignal: limited })).then((answer) =>
      containerListSchema.parse(answer),
    ),
  ])
  const { failures } = planUp(project, services, observed)
  const images = [...new Set(services.map(({ image }) => image))]
  const missing = images.filter((image) => !observed.images.has(image))
  const published = publishedPorts(services)
  const free = isThisMachine(info, candidate.address) ? await freeBytes(info.DockerRootDir) : null
  return [
    checkEngine(facts, engineName(facts)),
    checkMemory(services, info.MemTotal),
    checkDisk(info.DockerRootDir, free, missing.length),
    checkPorts(published.length, await heldPorts(project.name, services, running, portOwner)),
    checkExposure(facts, engineName(facts), published),
    checkNames(failures),
    checkImages(images, missing, failures),
  ]
}

/** For those who are not root; null where this user may not look. */
async function freeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch (thrown) {
    if (hasCode(thrown, 'EACCES', 'EPERM', 'ENOENT')) return null
    throw thrown
  }
}
