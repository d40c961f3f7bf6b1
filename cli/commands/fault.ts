/** `marsad fault`: breaks a hop of the instance that runs on a data folder, mends it, and tells what the doctor and the comparison say. */
import { setTimeout as delay } from 'node:timers/promises'
import { MarsadError } from '../../contract/errors'
import type { ActiveFault, FaultOutcome, LabSnapshot, OfferedFault } from '../../contract/lab'
import { sentenceOf, type MessageLanguage } from '../../contract/messages/message'
import { sayIn, type Said } from '../../contract/said'
import { askInstance } from '../../host/control/client'
import type { FaultAct, FaultOptions } from '../program'
import { socketOf } from '../socketOf'
import type { Terminal } from '../terminal'
import { textIn } from '../text/text'
import { countText, secondsText } from '../view/figures'
import { figuresIn } from '../view/figuresIn'

const lookEveryMs = 250
/** How long the doctor is given before it is said that he has not named the fault. */
const namedWithinMs = 60_000

/**
 * @returns list: true; inject: whether the doctor named it (true where he has no rule for it);
 *   heal: whether the pipeline came to rest and nothing was lost or doubled
 * @throws MarsadError `not_running`, `lab_remote`, `fault_unknown`, or why it could not be done
 */
export async function fault(
  act: FaultAct,
  name: string | null,
  { data, json }: FaultOptions,
  terminal: Terminal,
  language: MessageLanguage,
): Promise<boolean> {
  const socket = await socketOf(data)
  const words = wordsIn(language)
  const print = (value: unknown, lines: readonly string[]): void => {
    if (json) terminal.print(JSON.stringify(value, null, 2))
    else lines.forEach((line) => terminal.print(line))
  }
  const lab = await askInstance(socket, 'lab.list', {})
  if (act === 'list' || name === null) {
    print(listJson(lab), words.list(lab))
    return true
  }
  const offered = lab.faults.find(({ id }) => id === name)
  if (offered === undefined) throw new MarsadError('fault_unknown', { fault: name })

  const look = async (): Promise<LabSnapshot> => {
    const seen = (await askInstance(socket, 'app.snapshot', {})).lab
    if (seen === null) throw new MarsadError('worker_exited', { worker: 'lab' })
    return seen
  }
  if (act === 'heal') {
    const { startedAt } = await askInstance(socket, 'lab.heal', { fault: name })
    for (;;) {
      const { active, outcomes } = await look()
      const outcome = outcomes.find((each) => each.startedAt === startedAt)
      if (outcome !== undefined) {
        print(outcomeJson(outcome), words.outcome(outcome, offered))
        return isGood(outcome)
      }
      if (active?.startedAt !== startedAt) throw new MarsadError('worker_exited', { worker: 'lab' })
      await delay(lookEveryMs)
    }
  }
  const { startedAt } = await askInstance(socket, 'lab.inject', { fault: name })
  if (!json) terminal.print(words.injected(offered))
  const until = performance.now() + namedWithinMs
  for (;;) {
    const { active, outcomes } = await look()
    const found = [active, ...outcomes].find((each) => each?.startedAt === startedAt) ?? null
    if (found === null) throw new MarsadError('worker_exited', { worker: 'lab' })
    const waits = offered.rules.length > 0 && found === active && performance.now() < until
    if (found.named !== null || !waits) {
      print(injectedJson(found), words.named(found, offered, found !== active))
      return found.named !== null || offered.rules.length === 0
    }
    await delay(lookEveryMs)
  }
}

const isGood = ({ healedAt, recoveredMs, reconciliation, failure }: FaultOutcome): boolean =>
  healedAt !== null &&
  recoveredMs !== null &&
  failure === null &&
  (reconciliation === null || (reconciliation.lost === 0 && reconciliation.doubled === 0))

const english = figuresIn('en')
const inEnglish = (said: Said): string => sayIn(said, 'en', english)
const timeJson = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
const namedJson = ({ named }: ActiveFault | FaultOutcome): unknown =>
  named === null ? null : { finding: named.finding, sentence: inEnglish(named.sentence), after_ms: named.afterMs }

/** What `--json` prints. Its names are part of the interface. */
const injectedJson = (found: ActiveFault | FaultOutcome) => ({
  fault: found.fault,
  injected_at: timeJson(found.injectedAt),
  named: namedJson(found),
})
const outcomeJson = (outcome: FaultOutcome): unknown => ({
  fault: outcome.fault,
  injected_at: timeJson(outcome.injectedAt),
  named: namedJson(outcome),
  healed_at: timeJson(outcome.healedAt),
  recovered_ms: outcome.recoveredMs,
  reconciliation: outcome.reconciliation,
  failure: outcome.failure,
})
const listJson = ({ faults, active, outcomes }: LabSnapshot): unknown => ({
  faults: faults.map(({ id, kind, hop, title, does, expect, rules, passes, unavailable }) => ({
    id,
    kind,
    hop,
    title: inEnglish(title),
    does: inEnglish(does),
    expect: inEnglish(expect),
    rules,
    passes,
    unavailable: unavailable === null ? null : inEnglish(unavailable),
  })),
  active: active === null ? null : { ...injectedJson(active), stage: active.stage },
  outcomes: outcomes.map(outcomeJson),
})

interface Words {
  list(lab: LabSnapshot): string[]
  injected(offered: OfferedFault): string
  /** @param isOver nobody looks any more */
  named(found: ActiveFault | FaultOutcome, offered: OfferedFault, isOver: boolean): string[]
  outcome(outcome: FaultOutcome, offered: OfferedFault): string[]
}

function wordsIn(language: MessageLanguage): Words {
  const text = textIn(language)
  const figures = figuresIn(language)
  const say = (said: Said): string => sayIn(said, language, figures)
  const named: Words['named'] = (found, { rules }, isOver) => [
    found.named === null
      ? text(rules.length > 0 ? 'fault.notNamed' : isOver ? 'fault.noRule' : 'fault.noRuleYet')
      : text('fault.named', { seconds: secondsText(found.named.afterMs), sentence: say(found.named.sentence) }),
  ]
  return {
    list: ({ faults, active }) => [
      ...faults.flatMap(({ id, title, does, expect, unavailable }) => [
        `${id}  ${say(title)}`,
        `  ${say(does)} ${say(expect)}`,
        ...(unavailable === null ? [] : [`  ${say(unavailable)}`]),
      ]),
      ...(active === null
        ? []
        : [text('fault.stands', { fault: active.fault, stage: text(`fault.stage.${active.stage}`) })]),
    ],
    injected: ({ id, title, passes }) =>
      passes ? text('fault.passing', { title: say(title) }) : text('fault.injected', { title: say(title), fault: id }),
    named,
    outcome: (outcome, offered) => {
      const { recoveredMs, reconciliation, failure } = outcome
      return [
        ...named(outcome, offered, true),
        ...(failure === null ? [] : [sentenceOf(failure, language)]),
        recoveredMs === null ? text('fault.notRecovered') : text('fault.healed', { seconds: secondsText(recoveredMs) }),
        reconciliation === null
          ? text('fault.notCompared')
          : text('fault.compared', {
              events: countText(reconciliation.events),
              lost: countText(reconciliation.lost),
              doubled: countText(reconciliation.doubled),
            }),
      ]
    },
  }
}
