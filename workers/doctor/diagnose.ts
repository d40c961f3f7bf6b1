/** From facts to findings: every rule is asked, and what follows from something else is told with its cause, not beside it. Pure. */
import { severities, type Finding, type Part } from '../../contract/doctor'
import type { BothLanguages, Said, SaidValue } from '../../contract/said'
import type { Facts } from './facts'
import type { Fix, Found, Rule } from './rule'

export interface Candidate {
  readonly id: string
  readonly rule: Rule
  readonly found: Found
}

/** @param rules causes before what may follow from them. */
export function candidates(rules: readonly Rule[], facts: Facts): Candidate[] {
  return rules.flatMap((rule) => rule.find(facts).map((found) => ({ id: `${rule.id}/${found.subject}`, rule, found })))
}

const breaksOf = ({ rule, found }: Candidate): readonly Part[] => found.breaks ?? rule.breaks

/** A candidate that stands on its own, and the ids of those that follow from it. */
export interface Cause extends Candidate {
  readonly suppresses: readonly string[]
}

/**
 * The causes among the candidates. One follows from another that comes before it and breaks a part of which it is a symptom; what follows
 * from something that itself follows is told with the first cause.
 */
export function causesOf(all: readonly Candidate[]): Cause[] {
  const roots = new Map<string, { candidate: Candidate; suppresses: string[] }>()
  const rootOf = new Map<string, string>()
  const breaking: { readonly part: Part; readonly by: string }[] = []
  for (const candidate of all) {
    const { id, rule, found } = candidate
    const symptomOf = found.symptomOf ?? rule.symptomOf
    const cause = breaking.find(({ part }) => symptomOf.includes(part))
    const root = cause === undefined ? id : (rootOf.get(cause.by) ?? cause.by)
    rootOf.set(id, root)
    if (root === id) roots.set(id, { candidate, suppresses: [] })
    else roots.get(root)?.suppresses.push(id)
    for (const part of breaksOf(candidate)) breaking.push({ part, by: id })
  }
  return [...roots.values()].map(({ candidate, suppresses }) => ({ ...candidate, suppresses }))
}

/** Words with their values. */
export const say = (words: BothLanguages, values: Readonly<Record<string, SaidValue>>): Said => ({
  en: words.en,
  ar: words.ar,
  values: { ...values },
})

/** The fixes that a finding offers, the best first. */
export function fixesOf({ rule, found }: Candidate): readonly (readonly [string, Fix])[] {
  return (found.fixes ?? Object.keys(rule.fixes)).flatMap((id) => {
    const fix = rule.fixes[id]
    return fix === undefined ? [] : [[id, fix] as const]
  })
}

/** A cause as it is shown. @param since when it was seen first @param owned whether the services are ours: on others no fix is safe */
export function findingOf(cause: Cause, since: number, owned: boolean): Finding {
  const { id, rule, found, suppresses } = cause
  const values = found.values ?? {}
  return {
    id,
    rule: rule.id,
    severity: found.severity,
    subject: found.subject,
    breaks: [...breaksOf(cause)],
    sentence: say(rule.words.sentence, values),
    hurts: say(rule.words.hurts, values),
    evidence: found.evidence.flatMap(({ word, values: own = {}, command }) => {
      const words = rule.words.evidence[word]
      return words === undefined ? [] : [{ text: say(words, own), command: command ?? null }]
    }),
    suppresses: [...suppresses],
    fixes: fixesOf(cause).flatMap(([fix, { safe }]) => {
      const words = rule.words.fixes[fix]
      if (words === undefined) return []
      const { summary, warning } = words
      return [
        {
          id: fix,
          safe: safe && owned,
          summary: say(summary, values),
          warning: warning === undefined ? null : say(warning, values),
        },
      ]
    }),
    since,
  }
}

/** The most serious first, the older first among equals; causes keep their order otherwise. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity) || one.since - other.since,
  )
}
