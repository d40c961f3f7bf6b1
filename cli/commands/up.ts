/** `marsad up`: the whole pipeline in this process's care, until it is ended. */
import { resolve } from 'node:path'
import { asRootVariable } from '../../contract/asRoot'
import { errorOf, describeCause, MarsadError, toFailure, type Failure } from '../../contract/errors'
import { nameOf, type MessageLanguage } from '../../contract/messages/message'
import { defaultSettings, trafficSwitch, type Ports, type Settings } from '../../contract/settings'
import type { ConsoleSnapshot, ProposedChanges } from '../../contract/snapshot'
import type { ReportRead } from '../../contract/workers'
import { writeFileAtomic } from '../../host/atomicFile'
import type { MarsadConsole } from '../../host/console'
import { fileFailure } from '../../host/fileFailure'
import { openInstance } from '../../host/instance'
import { nodeProcess } from '../../host/nodeProcess'
import type { UpOptions } from '../program'
import { buildReport, isDrained, readFigures } from '../report'
import { runOutcome, type RunOutcome } from '../runOutcome'
import type { Terminal } from '../terminal'
import { failureText } from '../text/failureText'
import { textIn } from '../text/text'
import { secondsText } from '../view/figures'
import { documentedCommands } from '../view/documentedCommands'
import { showRun, type RunView } from '../view/runView'
import { createEnding, type Ending } from './ending'

export interface UpEnvironment {
  readonly terminal: Terminal
  readonly language: MessageLanguage
  readonly entries: string
  readonly sql: string
  readonly appVersion: string
}

/** How long the counts may take to become equal at the end of `--for`, in milliseconds. */
const drainLimitMs = 15_000
const drainPollMs = 300

/**
 * Resolves when all has ended.
 * @throws MarsadError when it did not become ready or could not end in order
 * @returns whether it did what was asked: with `--for`, ran its full time; with `--report`, found all counts equal
 */
export async function up(options: UpOptions, environment: UpEnvironment): Promise<boolean> {
  const { terminal, language } = environment
  const text = textIn(language)
  const folder = resolve(options.data)
  // The workers read it from their environment: it is stored nowhere.
  if (options.asRoot) process.env[asRootVariable] = '1'
  const ending = createEnding()
  const instance = await openInstance({
    kind: 'cli',
    dataFolder: folder,
    entries: environment.entries,
    sql: environment.sql,
    appVersion: environment.appVersion,
    node: process.env['MARSAD_NODE'] ?? process.execPath,
    spawn: nodeProcess,
    adjustSettings: overridden(options),
    onEndAsked: () => ending.end('down'),
  }).catch((thrown: unknown) => {
    ending.close()
    throw thrown
  })
  terminal.print(text('up.opening', { folder }))
  instance.console.open()
  const view = showRun(instance.console, terminal, language)
  ending.onAgain(() => view.say(text('up.already')))
  let outcome: RunOutcome = 'interrupted'
  try {
    outcome = await run(instance.console, options, view, ending, environment)
  } finally {
    view.say(text('up.stopping'))
    try {
      await instance.close()
    } finally {
      ending.close()
      view.close()
    }
  }
  terminal.print(text('up.stopped', { folder }))
  if (outcome !== 'done') terminal.complain(complaintAbout(outcome, text))
  return outcome === 'done'
}

async function run(
  marsad: MarsadConsole,
  options: UpOptions,
  view: RunView,
  ending: Ending,
  { terminal, language }: UpEnvironment,
): Promise<RunOutcome> {
  const text = textIn(language)
  const outcome = await startAgreed(marsad, options, ending, view, language)
  if (outcome.kind === 'ended') return options.for === undefined ? 'done' : 'interrupted'
  if (outcome.kind === 'failed') {
    if (options.report !== undefined) await writeReport(options.report, marsad.snapshot(), null, false)
    printLastLogs(marsad.snapshot(), terminal, language)
    throw errorOf(outcome.failure)
  }
  view.say(text('up.ready', { seconds: secondsText(marsad.snapshot().stack.readyMs ?? 0) }))
  const commands = documentedCommands(portsOf(marsad.snapshot()))
  if (commands.length > 0) view.say([text('up.commands'), ...commands.map((command) => `  ${command}`)].join('\n'))

  const timer = options.for === undefined ? undefined : setTimeout(() => ending.end('time'), options.for * 1000)
  const why = await ending.ended
  clearTimeout(timer)
  if (options.report === undefined) return runOutcome(options, why, null)
  const figures = await settle(marsad, view, language)
  await writeReport(options.report, marsad.snapshot(), figures, true)
  view.say(text('up.reported', { file: resolve(options.report) }))
  return runOutcome(options, why, figures)
}

/** The ports of the embedded stack in use; those of the documents for services that others run. */
function portsOf({ stack }: ConsoleSnapshot): Ports {
  const used = stack.kind === 'embedded' ? stack.services.map(({ name, port }) => [name, port] as const) : []
  return { ...defaultSettings.ports, ...Object.fromEntries(used) }
}

function complaintAbout(outcome: Exclude<RunOutcome, 'done'>, text: ReturnType<typeof textIn>): string {
  return outcome === 'interrupted' ? text('up.interrupted') : text('up.undrained', { seconds: drainLimitMs / 1000 })
}

type Outcome = { kind: 'ready' } | { kind: 'failed'; failure: Failure } | { kind: 'ended' }

/** Services that are not ours are changed only with `--prepare`, and just as it has been shown. */
async function startAgreed(
  marsad: MarsadConsole,
  options: UpOptions,
  ending: Ending,
  view: RunView,
  language: MessageLanguage,
): Promise<Outcome> {
  const first = await startAndWait(marsad, ending, undefined)
  const { proposed } = marsad.snapshot().stack
  if (first.kind !== 'failed' || first.failure.code !== 'prepare_needed' || proposed.length === 0) return first
  const text = textIn(language)
  view.say(text(options.prepare ? 'up.preparing' : 'up.lacking'))
  for (const { step, changes } of proposed) view.say(`  ${nameOf(step, language)}: ${changes.join(', ')}`)
  return options.prepare ? startAndWait(marsad, ending, proposed) : first
}

/** Asks for the start and waits for its end: proved, given up, or ended from outside. */
async function startAndWait(
  marsad: MarsadConsole,
  ending: Ending,
  agreed: ProposedChanges | undefined,
): Promise<Outcome> {
  /** A start that was given up before still shows until this one is seen. */
  const former = marsad.snapshot().stack
  const decided = new Promise<Outcome>((done) => {
    const look = ({ stack }: ConsoleSnapshot): void => {
      if (stack.phase === 'ready') finish({ kind: 'ready' })
      const isNews = stack.phase !== former.phase || stack.since !== former.since
      if (stack.phase === 'failed' && isNews) finish({ kind: 'failed', failure: stack.failure ?? unexplained })
    }
    const unsubscribe = marsad.subscribe(look)
    const finish = (outcome: Outcome): void => {
      unsubscribe()
      done(outcome)
    }
    void ending.ended.then(() => finish({ kind: 'ended' }))
    marsad.command('stack.start', agreed === undefined ? {} : { agreed }).then(
      () => look(marsad.snapshot()),
      (thrown: unknown) => finish({ kind: 'failed', failure: toFailure(thrown) }),
    )
  })
  return decided
}

const unexplained: Failure = { code: 'internal', details: {}, cause: 'the stack gave no reason for its failed start' }

/** Stops the traffic and waits until all counts are equal, or the limit. */
async function settle(marsad: MarsadConsole, view: RunView, language: MessageLanguage): Promise<ReportRead> {
  const text = textIn(language)
  view.say(text('up.draining'))
  const { eventsPerSecond } = marsad.snapshot().settings.traffic
  await marsad.command('generator.set', { enabled: false, eventsPerSecond })
  const limit = performance.now() + drainLimitMs
  for (;;) {
    const figures = await readFigures(marsad)
    if (isDrained(figures) || performance.now() > limit) return figures
    await new Promise((next) => setTimeout(next, drainPollMs))
  }
}

async function writeReport(
  file: string,
  snapshot: ConsoleSnapshot,
  figures: ReportRead | null,
  ready: boolean,
): Promise<void> {
  const path = resolve(file)
  try {
    await writeFileAtomic(path, `${JSON.stringify(buildReport(snapshot, figures, ready), null, 2)}\n`)
  } catch (thrown) {
    const failure = fileFailure(thrown, path)
    throw failure.failure.code === 'internal'
      ? new MarsadError('no_permission', { path }, describeCause(thrown))
      : failure
  }
}

function printLastLogs(snapshot: ConsoleSnapshot, terminal: Terminal, language: MessageLanguage): void {
  for (const service of snapshot.stack.services) {
    if (service.failure === null || service.lastLog.length === 0) continue
    terminal.complain(`${textIn(language)('label.lastLog', { service: nameOf(service.name, language) })}:`)
    service.lastLog.slice(-10).forEach((line) => terminal.complain(`  ${line}`))
  }
}

/** What this run's options put over the stored settings; `--events-per-second 0`: no traffic. */
function overridden({ eventsPerSecond, stack }: UpOptions): (settings: Settings) => Settings {
  return (settings) => {
    const chosen = { ...settings, stack: { ...settings.stack, kind: stack ?? settings.stack.kind } }
    if (eventsPerSecond === undefined) return chosen
    const asked = { ...chosen, ...trafficSwitch(chosen, eventsPerSecond > 0) }
    return eventsPerSecond > 0 ? { ...asked, traffic: { ...asked.traffic, eventsPerSecond } } : asked
  }
}

/** The failure of a command as two or three lines on standard error. */
export function complain(thrown: unknown, terminal: Terminal, language: MessageLanguage): void {
  const failure = toFailure(thrown)
  const unforeseen = failure.code === 'internal' || process.env['MARSAD_DEBUG'] !== undefined
  terminal.complain(failureText(failure, language, unforeseen))
}
