/** The command line's grammar: commands, options and their limits. What they do is in commands/. */
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { asRootSwitch } from '../contract/asRoot'
import { stackKindSchema, type StackKind } from '../contract/settings'
import { parseTime } from './parseTime'
import type { Text } from './text/text'

export interface UpOptions {
  readonly data: string
  /** Undefined: the stored setting. */
  readonly stack?: StackKind
  /** Seconds after ready; undefined: until it is ended. */
  readonly for?: number
  /** Undefined: the stored setting. */
  readonly eventsPerSecond?: number
  /** Makes what the pipeline lacks in services that are not ours. */
  readonly prepare: boolean
  /** Runs the embedded services as root, where root starts them. */
  readonly asRoot: boolean
  /** Path of the report file. */
  readonly report?: string
}
export interface StatusOptions {
  readonly data: string
  readonly json: boolean
}
export interface DownOptions {
  readonly data: string
  readonly wipe: boolean
  readonly yes: boolean
}
export interface GenerateOptions {
  readonly data: string
  readonly events: number
  /** Events a second; undefined: as fast as possible. */
  readonly rate?: number
}

export interface DeadLettersOptions {
  readonly data: string
  readonly json: boolean
}
export interface ResendOptions {
  readonly data: string
  /** A file with the value to send; undefined: as it was. */
  readonly value?: string
  /** Only looks whether the enricher would take it. */
  readonly check: boolean
}

export interface DoctorOptions {
  readonly data: string
  readonly json: boolean
  /** A rule, a finding (`rule/subject`), or `all` for the safe fixes of everything found. */
  readonly fix?: string
  /** A rule, a finding, or `last`: whose latest fix is taken back. */
  readonly undo?: string
  /** The file that a support bundle is written to, instead of looking. */
  readonly bundle?: string
  /** Replaces that file. */
  readonly force: boolean
}

export interface FaultOptions {
  readonly data: string
  readonly json: boolean
}

export interface SpanOptions {
  readonly data: string
  /** Milliseconds since the epoch. */
  readonly from?: number
  readonly to?: number
  readonly ids?: { readonly first: number; readonly last: number }
  /** A person wants records written into services that are not ours. */
  readonly agree: boolean
  readonly json: boolean
}
export interface ReconcileOptions extends SpanOptions {
  readonly repair: boolean
  /** Seconds that hops which lag behind are waited for. */
  readonly wait: number
}
export interface BackfillOptions extends SpanOptions {
  readonly dryRun: boolean
  /** Every row of the span, also what no store lacks. */
  readonly all: boolean
  readonly resume: boolean
  /** Events a second; undefined: as fast as the enricher keeps up. */
  readonly rate?: number
}

export const faultActs = ['list', 'inject', 'heal'] as const
export type FaultAct = (typeof faultActs)[number]

export interface Actions {
  readonly up: (options: UpOptions) => Promise<void>
  readonly status: (options: StatusOptions) => Promise<void>
  readonly down: (options: DownOptions) => Promise<void>
  readonly generate: (options: GenerateOptions) => Promise<void>
  readonly reconcile: (options: ReconcileOptions) => Promise<void>
  readonly backfill: (options: BackfillOptions) => Promise<void>
  readonly deadLetters: (options: DeadLettersOptions) => Promise<void>
  readonly doctor: (options: DoctorOptions) => Promise<void>
  /** @param name of the fault; null for the list */
  readonly fault: (act: FaultAct, name: string | null, options: FaultOptions) => Promise<void>
  readonly resend: (place: { partition: number; offset: string }, options: ResendOptions) => Promise<void>
}

/** @param dataFolder the default data folder */
export function createProgram(actions: Actions, text: Text, version: string, dataFolder: string): Command {
  const program = new Command('marsad')
    .description(text('program'))
    .version(version, '-v, --version', text('option.version'))
    .helpOption('-h, --help', text('option.help'))
    .helpCommand('help [command]', text('help.command'))
    .showHelpAfterError()

  const command = (
    name:
      'up' | 'status' | 'down' | 'generate' | 'reconcile' | 'backfill' | 'dead-letters' | 'resend' | 'doctor' | 'fault',
  ): Command =>
    program
      .command(name)
      .description(text(name))
      .helpOption('-h, --help', text('option.help'))
      .addOption(
        // The description names the default already, in its sentence.
        new Option('--data <dir>', text('option.data', { folder: dataFolder })).default(dataFolder, dataFolder),
      )

  command('up')
    .addOption(new Option('--stack <name>', text('up.stack')).choices(stackKindSchema.options))
    .option('--for <seconds>', text('up.for'), numberBetween(text, 0.1, 30 * 24 * 3600, false))
    .option('--events-per-second <n>', text('up.rate'), numberBetween(text, 0, 20_000, true))
    .option('--prepare', text('up.prepare'), false)
    .option('--report <file>', text('up.report'))
    .option(asRootSwitch, text('up.asRoot'), false)
    .action((options: UpOptions) => actions.up(options))
  command('status')
    .option('--json', text('status.json'), false)
    .action((options: StatusOptions) => actions.status(options))
  command('down')
    .option('--wipe', text('down.wipe'), false)
    .option('--yes', text('down.yes'), false)
    .action((options: DownOptions) => actions.down(options))
  command('generate')
    .requiredOption('--events <n>', text('generate.events'), numberBetween(text, 1, 10_000_000, true))
    .option('--rate <n>', text('generate.rate'), numberBetween(text, 0.1, 100_000, false))
    .action((options: GenerateOptions) => actions.generate(options))
  command('dead-letters')
    .option('--json', text('status.json'), false)
    .action((options: DeadLettersOptions) => actions.deadLetters(options))
  command('resend')
    .argument('<partition/offset>', text('resend.place'), placeIn(text))
    .option('--value <file>', text('resend.value'))
    .option('--check', text('resend.check'), false)
    .action((place: { partition: number; offset: string }, options: ResendOptions) => actions.resend(place, options))

  command('doctor')
    .option('--json', text('status.json'), false)
    .option('--fix <rule|all>', text('doctor.fixOption'))
    .addOption(new Option('--undo <rule|last>', text('doctor.undoOption')).conflicts(['fix']))
    .addOption(new Option('--bundle <file>', text('doctor.bundleOption')).conflicts(['json', 'fix', 'undo']))
    .option('--force', text('doctor.forceOption'), false)
    .exitOverride((ended) => process.exit(ended.exitCode === 0 ? 0 : doctorExitCodes.trouble))
    .action((options: DoctorOptions) => actions.doctor(options))

  const faultCommand: Command = command('fault')
  faultCommand
    .addArgument(new Argument('<list|inject|heal>', text('fault.act')).choices(faultActs))
    .argument('[name]', text('fault.name'))
    .option('--json', text('status.json'), false)
    .exitOverride((ended) => process.exit(ended.exitCode === 0 ? 0 : doctorExitCodes.trouble))
    .action((act: FaultAct, name: string | undefined, options: FaultOptions) => {
      if ((act === 'list') !== (name === undefined)) faultCommand.error(text('fault.nameNeeded'))
      return actions.fault(act, name ?? null, options)
    })

  const spanCommand = (name: 'reconcile' | 'backfill'): Command =>
    command(name)
      .exitOverride((ended) => process.exit(ended.exitCode === 0 ? 0 : troubleExitCode))
      .option('--from <time>', text('span.from'), timeIn(text))
      .option('--to <time>', text('span.to'), timeIn(text))
      .addOption(new Option('--ids <first-last>', text('span.ids')).argParser(idsIn(text)).conflicts(['from', 'to']))
      .option('--json', text('status.json'), false)
      .option('--agree', text('span.agree'), false)
  spanCommand('reconcile')
    .option('--repair', text('reconcile.repair'), false)
    .option('--wait <seconds>', text('reconcile.wait'), numberBetween(text, 0, 600, false), 20)
    .action((options: ReconcileOptions) => actions.reconcile(options))
  spanCommand('backfill')
    .option('--dry-run', text('backfill.dryRun'), false)
    .option('--all', text('backfill.all'), false)
    .addOption(
      new Option('--resume', text('backfill.resume')).default(false).conflicts(['from', 'to', 'ids', 'dryRun']),
    )
    .option('--rate <n>', text('generate.rate'), numberBetween(text, 0.1, 1_000_000, false))
    .action((options: BackfillOptions) => actions.backfill(options))
  return program
}

/** Of a comparison or a backfill that was not understood or could not be done: 1 says that it was done and something is wrong. */
export const troubleExitCode = 2

/** By the worst finding; `trouble`: the doctor could not look, or was not understood. */
export const doctorExitCodes = { well: 0, warned: 1, failed: 2, trouble: 3 } as const

function timeIn(text: Text): (given: string) => number {
  return (given) => {
    const at = parseTime(given, Date.now())
    if (at === null) throw new InvalidArgumentError(text('invalid.time'))
    return at
  }
}

function idsIn(text: Text): (given: string) => { first: number; last: number } {
  return (given) => {
    const [, first, last] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(given) ?? []
    const ids = { first: Number(first), last: Number(last ?? first) }
    if (first === undefined || ids.first > ids.last) throw new InvalidArgumentError(text('invalid.ids'))
    return ids
  }
}

function placeIn(text: Text): (given: string) => { partition: number; offset: string } {
  return (given) => {
    const [, partition, offset] = /^(\d{1,9})\/(\d{1,16})$/.exec(given.trim()) ?? []
    if (partition === undefined || offset === undefined) throw new InvalidArgumentError(text('invalid.place'))
    return { partition: Number(partition), offset }
  }
}

function numberBetween(text: Text, min: number, max: number, whole: boolean): (given: string) => number {
  return (given) => {
    const value = given.trim() === '' ? Number.NaN : Number(given)
    if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value
    throw new InvalidArgumentError(text(whole ? 'invalid.integer' : 'invalid.number', { min, max }))
  }
}
