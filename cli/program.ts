/** The command line's grammar: commands, options and their limits. What they do is in commands/. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { stackKindSchema, type StackKind } from '../contract/settings'
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

export interface Actions {
  readonly up: (options: UpOptions) => Promise<void>
  readonly status: (options: StatusOptions) => Promise<void>
  readonly down: (options: DownOptions) => Promise<void>
  readonly generate: (options: GenerateOptions) => Promise<void>
  readonly deadLetters: (options: DeadLettersOptions) => Promise<void>
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

  const command = (name: 'up' | 'status' | 'down' | 'generate' | 'dead-letters' | 'resend'): Command =>
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
  return program
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
