/** The report of a run in Markdown. */
import { machine } from '../bench/machine'
import type { ControlDone } from './controls'
import { faultsOf, type RoundSummary } from './tally'

export interface RunFacts {
  readonly command: string
  readonly seed: number
  readonly rounds: readonly RoundSummary[]
  readonly controls: readonly ControlDone[]
}

const sum = <T>(of: readonly T[], value: (each: T) => number): number =>
  of.reduce((total, each) => total + value(each), 0)

/**
 * The rule of three: where none of n tries has failed, the chance of a failure is below 3/n with 95 % confidence.
 * (Hanley, Lippman-Hand: If nothing goes wrong, is everything all right?, JAMA 1983.)
 */
function bound(found: number, tries: number): string {
  if (tries === 0) return 'nothing was tried'
  return found === 0 ? `${(300 / tries).toFixed(3)} %` : `does not hold: ${found} were found`
}

export function reportOf({ command, seed, rounds, controls }: RunFacts): string {
  const kinds = new Map<string, number>()
  for (const { landed } of rounds) {
    for (const [kind, times] of Object.entries(landed)) kinds.set(kind, (kinds.get(kind) ?? 0) + times)
  }
  const faults = sum(rounds, faultsOf)
  const events = sum(rounds, (round) => round.events)
  const lost = sum(rounds, (round) => round.lost.length)
  const doubled = sum(rounds, (round) => round.doubled.length)
  const altered = sum(rounds, (round) => round.altered.length)
  const { cpu, cores, memory_gib, system, node } = machine()
  const wrong = rounds.flatMap(({ name, ...found }) =>
    (['lost', 'doubled', 'altered'] as const).flatMap((what) =>
      found[what].map(({ id, store, detail }) => `- ${name}: ${what} in ${store}, event ${id ?? '-'}: ${detail}`),
    ),
  )
  const unproved = rounds.flatMap(({ name, unproved: lines }) => lines.map((line) => `- ${name}: not proved: ${line}`))
  return `${[
    `Command: \`${command}\`. Seed ${seed}. ${new Date().toISOString().slice(0, 10)}, ${cpu}, ${cores} cores, ${memory_gib} GiB, ${system}, Node ${node}.`,
    '',
    '| | |',
    '| --- | ---: |',
    `| faults that landed | ${faults} |`,
    `| rounds, after each of which every store was compared | ${rounds.length} |`,
    `| events that had to be everywhere exactly once | ${events} |`,
    `| events that Postgres refused (wanted nowhere) | ${sum(rounds, (round) => round.refused)} |`,
    `| events whose COMMIT was not answered (at most once) | ${sum(rounds, (round) => round.unknown)} |`,
    `| dead letters | ${sum(rounds, (round) => round.deadLetters)} |`,
    `| scores compared, to the cent | ${sum(rounds, (round) => round.scores)} |`,
    `| records of aborted transactions in engagement_enriched, in engagement_events.flat | ${sum(rounds, (round) => round.abortedEnriched)}, ${sum(rounds, (round) => round.abortedFlat)} |`,
    `| **lost** | **${lost}** |`,
    `| **doubled** | **${doubled}** |`,
    `| **altered** | **${altered}** |`,
    `| chance that a fault loses, doubles or alters an event, with 95 % confidence below (3/N) | ${bound(lost + doubled + altered, faults)} |`,
    '',
    '| fault | landed |',
    '| --- | ---: |',
    ...[...kinds].sort(([a], [b]) => a.localeCompare(b)).map(([kind, times]) => `| ${kind} | ${times} |`),
    '',
    '| control: the pipeline without… | fault | caught by | ids |',
    '| --- | --- | --- | --- |',
    ...controls.map(controlLine),
    ...(wrong.length + unproved.length > 0 ? ['', ...wrong, ...unproved] : []),
  ].join('\n')}\n`
}

function controlLine({ control, caught }: ControlDone): string {
  const { what, store } = control.expects
  const shown = caught.slice(0, 3).map(({ id, detail }) => (id === null ? detail : String(id)))
  const more = caught.length > shown.length ? `, … (${caught.length})` : ''
  const by = caught.length === 0 ? '**not caught**' : `${what} in ${store}`
  return `| ${control.name} | ${faultText(control.faults)} | ${by} | ${shown.join(', ')}${more} |`
}

function faultText(faults: readonly string[]): string {
  const [first = ''] = faults
  return faults.length > 1 ? `${first}, ${faults.length} times` : first
}
