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

interface Seen {
  readonly since: number
  /** When it was found last. */
  readonly at: number
  readonly holdMs: number
}

/** Of its hold: for so long it may be out of sight without having to stand anew, as where one look in ten minutes failed. */
const unseenShare = 0.05

/** For so long a rule is believed that says that its finding lingers, in milliseconds. */
const lingerMs = 10_000

export function createStanding(rules: readonly Rule[]): Standing {
  const seen = new Map<string, Seen>()
  let causes: readonly Cause[] = []
  const stands = (id: string): boolean => causes.some((cause) => cause.id === id || cause.suppresses.includes(id))
  /** What was told and is not among what is found now, but lingers. */
  const lingering = (facts: Facts, now: readonly Candidate[]): Candidate[] =>
    causes.filter(({ id, rule }) => {
      const isNear = facts.now - (seen.get(id)?.at ?? 0) <= lingerMs
      return isNear && rule.lingers?.(facts) === true && !now.some((each) => each.id === id)
    })
  return {
    look: (facts, owned) => {
      const now = candidates(rules, facts)
      const sinceOf = (id: string): number => seen.get(id)?.since ?? facts.now
      for (const { id, rule, found } of now)
        seen.set(id, { since: sinceOf(id), at: facts.now, holdMs: found.holdMs ?? rule.holdMs ?? 0 })
      const still = lingering(facts, now)
      for (const [id, { at, holdMs }] of seen)
        if (facts.now - at > holdMs * unseenShare && !still.some((each) => each.id === id)) seen.delete(id)
      // Causes before what may follow from them.
      const all = [...now, ...still].toSorted((one, other) => rules.indexOf(one.rule) - rules.indexOf(other.rule))
      const isLong = ({ id }: Candidate): boolean => facts.now - sinceOf(id) >= (seen.get(id)?.holdMs ?? 0)
      // What was told stays so while it is found, also where it now says what would have had to stand for longer.
      causes = causesOf(all.filter((each) => stands(each.id) || isLong(each)))
      return inOrder(causes.map((cause) => findingOf(cause, sinceOf(cause.id), owned)))
    },
    ids: () => causes.map(({ id }) => id),
    stands,
    candidate: (id) => causes.find((cause) => cause.id === id) ?? null,
  }
}
