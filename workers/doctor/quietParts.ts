/** Parts whose processes run on this machine and that say nothing at the moment. */
import { runningServices, type Facts } from './facts'
import type { QuietPart } from './probes/processors'
import { looksAtServices } from './rules/services/looksAtServices'
import { lastWordAt, neededWorkers } from './rules/workers/workers'

/** Workers tell of themselves once a second. */
const quietMs = 2_000
/** Milliseconds of each second: more than a process that stands still can wait, far less than one that wants to run and gets no turn. */
const leastWaitMs = 5

export function quietParts(facts: Facts): QuietPart[] {
  const failing = new Set<string>(
    looksAtServices(facts).flatMap(([name, { failingSince, refused }]) =>
      failingSince === null || refused ? [] : [name],
    ),
  )
  // Those of containers may be pids of another machine's.
  const services =
    facts.stack?.kind === 'embedded' ? runningServices(facts).filter(({ name }) => failing.has(name)) : []
  const workers = neededWorkers(facts).filter(
    ({ name, state }) => state === 'running' && facts.now - (lastWordAt(facts, name) ?? facts.now) > quietMs,
  )
  return [...services, ...workers].flatMap(({ name, pid }) => (pid === null ? [] : [{ name, pid }]))
}

/** Whether a part that says nothing may be waiting for a processor: not where its threads are known to have stood in no line. */
export const mayWaitForTurn = ({ processors }: Facts, name: QuietPart['name']): boolean =>
  (processors.value?.waits[name] ?? leastWaitMs) >= leastWaitMs
