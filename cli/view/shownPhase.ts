import { topics } from '../../contract/pipeline'
import type { ConsoleSnapshot, StackPhase } from '../../contract/snapshot'

/**
 * The phase as a line of output names it: a stack whose parts all run is not called ready while the doctor has a finding that keeps
 * events from getting through, or while a topic is known to be missing.
 */
export function shownPhase({ stack, doctor, pipeline }: ConsoleSnapshot): StackPhase {
  if (stack.phase !== 'ready') return stack.phase
  const failing = doctor?.findings.some(({ severity }) => severity === 'fail') ?? false
  return failing || lacksTopic(pipeline) ? 'degraded' : 'ready'
}

function lacksTopic(pipeline: ConsoleSnapshot['pipeline']): boolean {
  if (pipeline === null || pipeline.topics.state === 'unknown') return false
  const known = pipeline.topics.value.map(({ name }) => name)
  return Object.values(topics).some((topic) => !known.includes(topic))
}
