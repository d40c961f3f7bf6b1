/** The shape of a rule: one thing that may be wrong, told apart from all others, with its words and its remedies. */
import type { CommandInput, CommandName, CommandOutput } from '../../contract/commands'
import type { Part, Severity } from '../../contract/doctor'
import type { BothLanguages, SaidValue } from '../../contract/said'
import type { Facts } from './facts'
import type { Services } from './services'

/** An observation of one finding: which of the rule's words, with which values, and how to see it by hand. */
export interface Observed<E extends string> {
  readonly word: E
  readonly values?: Readonly<Record<string, SaidValue>>
  readonly command?: string
}

/** What a rule found of one subject. */
export interface Found<E extends string = string, X extends string = string> {
  readonly subject: string
  readonly severity: Severity
  /** Of the sentence, what it hurts and the fixes. */
  readonly values?: Readonly<Record<string, SaidValue>>
  readonly evidence: readonly Observed<E>[]
  /** Fixes that fit, the best first; all of the rule's unless told. */
  readonly fixes?: readonly X[]
  /** Parts that it breaks; the rule's unless told. */
  readonly breaks?: readonly Part[]
  /** Parts that explain it when they are broken; the rule's unless told. */
  readonly symptomOf?: readonly Part[]
  /** For how long it must be seen before it is told, in milliseconds; the rule's unless told. */
  readonly holdMs?: number
}

/** What a fix may use. */
export interface FixTools {
  readonly facts: Facts
  readonly services: Services
  /** A command of the console, as a person could give it. @throws MarsadError */
  readonly ask: <N extends CommandName>(name: N, input: CommandInput<N>) => Promise<CommandOutput<N>>
  readonly signal: AbortSignal
}

/** What a fix is about to replace, by name. It is written to the action log: never a secret. */
export type Kept = Readonly<Record<string, string>>

/** How a fix is taken back. */
export interface Undo {
  /** Reads what is about to be replaced; null where it could not be put back. */
  readonly keep: (tools: FixTools, found: Found) => Promise<Kept | null>
  /** Puts it back, and rejects with what a service answered. */
  readonly put: (tools: FixTools, kept: Kept, subject: string) => Promise<void>
}

export interface Fix {
  /** It loses nothing. Only such ones are run by "fix all safe". */
  readonly safe: boolean
  /** Does it, and rejects with what a service answered. Whether it helped is found by looking again. */
  readonly run: (tools: FixTools, found: Found) => Promise<void>
  /** Whether it has worked, beyond the finding being gone: that the part does its work. */
  readonly works?: (facts: Facts, found: Found) => boolean
  /** How long what it did may take to show, in milliseconds. */
  readonly settleMs?: number
  /** Absent where nothing was replaced, or it cannot be put back. */
  readonly undo?: Undo
}

export interface FixWords {
  readonly summary: BothLanguages
  /** What it cannot take back; absent where there is nothing. */
  readonly warning?: BothLanguages
  /** What taking it back does, of what was kept; there where the fix has an `undo`. */
  readonly undo?: BothLanguages
}

export interface RuleWords<E extends string, X extends string> {
  /** What is wrong, in one sentence. */
  readonly sentence: BothLanguages
  /** What it hurts. */
  readonly hurts: BothLanguages
  readonly evidence: Readonly<Record<E, BothLanguages>>
  readonly fixes: Readonly<Record<X, FixWords>>
}

export interface Rule<E extends string = string, X extends string = string> {
  readonly id: string
  readonly breaks: readonly Part[]
  readonly symptomOf: readonly Part[]
  /** For how long it must be seen before it is told, in milliseconds: for states that also pass by themselves. */
  readonly holdMs?: number
  /** Whether what was told may stand though this look does not find it, as something that is tried again and again. Believed for seconds only. */
  readonly lingers?: (facts: Facts) => boolean
  readonly words: RuleWords<E, X>
  /** Pure: everything it knows is in the facts. What is unknown is no ground for a finding. */
  readonly find: (facts: Facts) => readonly Found<E, X>[]
  readonly fixes: Readonly<Record<X, Fix>>
}

/** Checks that a rule's words, observations and fixes fit each other, and forgets their names. */
export function defineRule<E extends string, X extends string>(rule: Rule<E, X>): Rule {
  return rule
}
