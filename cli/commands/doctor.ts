/** `marsad doctor`: what is broken, why, and how it is repaired, asked of the instance that runs on a data folder. */
import { canUndo, worstOf, type Action, type DoctorSnapshot, type Finding } from '../../contract/doctor'
import { MarsadError } from '../../contract/errors'
import { sentenceOf, type MessageLanguage } from '../../contract/messages/message'
import { sayIn, type Said } from '../../contract/said'
import { askInstance } from '../../host/control/client'
import type { DoctorOptions } from '../program'
import { socketOf } from '../socketOf'
import type { Terminal } from '../terminal'
import { textIn } from '../text/text'
import { countText, secondsText } from '../view/figures'
import { figuresIn } from '../view/figuresIn'

/** By the worst finding: nothing to worry about, a warning, a failure. */
export type DoctorVerdict = 'well' | 'warned' | 'failed'

/** @throws MarsadError `not_running`, `bad_request` for a finding or fix that is not offered, or why the doctor cannot look */
export async function doctor(
  options: DoctorOptions,
  terminal: Terminal,
  language: MessageLanguage,
): Promise<DoctorVerdict> {
  const socket = await socketOf(options.data)
  const began = performance.now()
  let { snapshot } = await askInstance(socket, 'doctor.look', {})
  const actions: Action[] = []
  if (options.fix === 'all') {
    actions.push(...(await askInstance(socket, 'doctor.fixAll', {})).actions)
    ;({ snapshot } = await askInstance(socket, 'doctor.look', {}))
  } else if (options.fix !== undefined) {
    for (const { finding, fix } of chosenFixes(snapshot.findings, options.fix)) {
      // What came before may have mended it too.
      if (!snapshot.findings.some(({ id }) => id === finding)) continue
      actions.push(await askInstance(socket, 'doctor.fix', { finding, fix }))
      ;({ snapshot } = await askInstance(socket, 'doctor.look', {}))
    }
  }
  if (options.undo !== undefined) {
    actions.push(await askInstance(socket, 'doctor.undo', { at: undoable(snapshot.actions, options.undo) }))
    ;({ snapshot } = await askInstance(socket, 'doctor.look', {}))
  }
  if (options.json) {
    terminal.print(JSON.stringify(toJson(snapshot, actions, Math.round(performance.now() - began)), null, 2))
  } else {
    ;[...actions.flatMap((action) => actionLines(action, language)), ...lines(snapshot, language)].forEach((line) =>
      terminal.print(line),
    )
  }
  const worst = worstOf(snapshot.findings)
  return worst === 'fail' ? 'failed' : worst === 'warn' ? 'warned' : 'well'
}

/** The first fix of each finding that is meant. @throws MarsadError bad_request where there is none */
function chosenFixes(findings: readonly Finding[], wanted: string): { finding: string; fix: string }[] {
  const chosen = findings
    .filter(({ id, rule }) => rule === wanted || id === wanted)
    .flatMap(({ id, fixes: [fix] }) => (fix === undefined ? [] : [{ finding: id, fix: fix.id }]))
  if (chosen.length === 0) throw new MarsadError('bad_request', { name: `--fix ${wanted}` })
  return chosen
}

/** The latest action that is meant and can be taken back. @throws MarsadError bad_request where there is none */
function undoable(actions: readonly Action[], wanted: string): number {
  const meant = actions.find(
    (action) => canUndo(action, actions) && (wanted === 'last' || action.rule === wanted || action.finding === wanted),
  )
  if (meant === undefined) throw new MarsadError('bad_request', { name: `--undo ${wanted}` })
  return meant.at
}

const english = figuresIn('en')
const inEnglish = (said: Said): string => sayIn(said, 'en', english)

/** What `--json` prints. Its names are part of the interface. */
function toJson(snapshot: DoctorSnapshot, actions: readonly Action[], tookMs: number): unknown {
  const { findings } = snapshot
  return {
    healthy: worstOf(findings) === null || worstOf(findings) === 'info',
    findings: findings.map(({ rule, severity, subject, sentence, hurts, evidence, suppresses, fixes, since }) => ({
      rule,
      severity,
      subject,
      sentence: inEnglish(sentence),
      hurts: inEnglish(hurts),
      evidence: evidence.map(({ text, command }) => ({ text: inEnglish(text), command })),
      suppresses,
      fixes: fixes.map(({ id, safe, summary, warning }) => ({
        id,
        safe,
        summary: inEnglish(summary),
        warning: warning === null ? null : inEnglish(warning),
      })),
      since: new Date(since).toISOString(),
    })),
    ...(actions.length === 0
      ? {}
      : {
          [actions.some(({ undoes }) => undoes !== null) ? 'undone' : 'fixed']: actions.map(
            ({ finding, fix, outcome, tookMs: ms, failure, undo }) => ({
              finding,
              fix,
              outcome,
              took_ms: ms,
              failure,
              undo: undo === null ? null : inEnglish(undo.summary),
            }),
          ),
        }),
    took_ms: tookMs,
  }
}

function actionLines(action: Action, language: MessageLanguage): string[] {
  const text = textIn(language)
  const say = (said: Said): string => sayIn(said, language, figuresIn(language))
  const became =
    action.undoes === null ? (`doctor.${action.outcome}` as const) : (`doctor.undone.${action.outcome}` as const)
  return [
    `${say(action.summary)} ${text(became, { seconds: secondsText(action.tookMs) })}`,
    ...(action.undo === null
      ? []
      : [
          `  ${text('doctor.canUndo')}: ${say(action.undo.summary)}`,
          `      npm run marsad -- doctor --undo ${action.rule}`,
        ]),
    ...(action.failure === null ? [] : [`  ${sentenceOf(action.failure, language)}`]),
  ]
}

function lines({ findings, rules }: DoctorSnapshot, language: MessageLanguage): string[] {
  const text = textIn(language)
  const say = (said: Said): string => sayIn(said, language, figuresIn(language))
  if (findings.length === 0) return [text('doctor.well', { rules: countText(rules) })]
  return findings.flatMap(({ rule, severity, sentence, hurts, evidence, suppresses, fixes }) => [
    `${text(`severity.${severity}`)}: ${say(sentence)}`,
    `  ${say(hurts)}`,
    ...evidence.flatMap(({ text: observed, command }) => [
      `  - ${say(observed)}`,
      ...(command === null ? [] : [`      ${command}`]),
    ]),
    ...(suppresses.length === 0 ? [] : [`  ${text('doctor.explains', { count: countText(suppresses.length) })}`]),
    ...fixes.flatMap(({ safe, summary, warning }) => [
      `  ${text(safe ? 'doctor.fix' : 'doctor.unsafeFix')}: ${say(summary)}${warning === null ? '' : ` ${say(warning)}`}`,
      `      npm run marsad -- doctor --fix ${rule}`,
    ]),
  ])
}
