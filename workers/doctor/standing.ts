/** Which findings stand: since when, and whether for long enough to be told. */
import type { Finding } from '../../contract/doctor'
import { candidates, causesOf, findingOf, inOrder } from './diagnose'
import type { Candidate, Cause } from './diagnose'
import type { Facts } from './facts'
import type { Rule } from './rule'

export interface Standing {
  /** Asks every rule. @param owned whether the services are ours: on others no fix is safe. @returns the findings, the most serious first */
  look(facts: Facts, owned: boolean): Finding[]
  /** Ids of the findings, causes first. */
  ids(): string[]
  /** Whether it is found, on its own or with its cause. */
  stands(id: string): boolean
  /** The candidate behind a finding that stands. */
  candidate(id: string): Candidate | null
}

export function createStanding(rules: readonly Rule[]): Standing {
  const since = new Map<string, number>()
  let causes: readonly Cause[] = []
  const stands = (id: string): boolean => causes.some((cause) => cause.id === id || cause.suppresses.includes(id))
  return {
    look: (facts, owned) => {
      const all = candidates(rules, facts)
      const present = new Set(all.map(({ id }) => id))
      for (const id of since.keys()) if (!present.has(id)) since.delete(id)
      for (const id of present) if (!since.has(id)) since.set(id, facts.now)
      const isLong = ({ id, rule, found }: Candidate): boolean =>
        facts.now - (since.get(id) ?? facts.now) >= (found.holdMs ?? rule.holdMs ?? 0)
      // What was told stays so while it is found, also where it now says what would have had to stand for longer.
      causes = causesOf(all.filter((each) => stands(each.id) || isLong(each)))
      return inOrder(causes.map((cause) => findingOf(cause, since.get(cause.id) ?? facts.now, owned)))
    },
    ids: () => causes.map(({ id }) => id),
    stands,
    candidate: (id) => causes.find((cause) => cause.id === id) ?? null,
  }
}
