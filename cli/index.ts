/** Entry of the command line: reads the surroundings, hands over to the commands, sets the exit code. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { keepFilesPrivate } from '../contract/keepFilesPrivate'
import { defaultDataFolder, surroundings } from '../host/paths'
import { deadLetters, resend } from './commands/deadLetters'
import { backfill } from './commands/backfill'
import { doctor, type DoctorVerdict } from './commands/doctor'
import { doctorBundle } from './commands/doctorBundle'
import { fault } from './commands/fault'
import { down } from './commands/down'
import { generate } from './commands/generate'
import { reconcile } from './commands/reconcile'
import { status } from './commands/status'
import { complain, up } from './commands/up'
import { createProgram, doctorExitCodes, troubleExitCode } from './program'
import { processTerminal } from './terminal'
import { terminalLanguage, textIn } from './text/text'

keepFilesPrivate()
// This file is built to out/main/cli.js.
const entries = import.meta.dirname
const root = resolve(entries, '../..')
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')))
const terminal = processTerminal()
const language = terminalLanguage(process.env)

/** Exit code 0 only for what did what was asked. @param failed the one for what could not be done at all */
async function conclude(work: Promise<boolean>, failed = 1): Promise<void> {
  try {
    process.exitCode = (await work) ? 0 : 1
  } catch (thrown) {
    complain(thrown, terminal, language)
    process.exitCode = failed
  }
}

/** The exit code tells the worst that was found. */
async function diagnose(work: Promise<DoctorVerdict>): Promise<void> {
  try {
    process.exitCode = doctorExitCodes[await work]
  } catch (thrown) {
    complain(thrown, terminal, language)
    process.exitCode = doctorExitCodes.trouble
  }
}

const program = createProgram(
  {
    up: (options) =>
      conclude(up(options, { terminal, language, entries, sql: resolve(root, 'sql'), appVersion: version })),
    status: (options) => conclude(status(options, terminal, language, entries).then(() => true)),
    down: (options) => conclude(down(options, terminal, language, entries)),
    generate: (options) => conclude(generate(options, terminal, language)),
    reconcile: (options) => conclude(reconcile(options, terminal, language), troubleExitCode),
    backfill: (options) => conclude(backfill(options, terminal, language), troubleExitCode),
    deadLetters: (options) => conclude(deadLetters(options, terminal, language).then(() => true)),
    doctor: ({ bundle, ...options }) =>
      diagnose(
        bundle === undefined
          ? doctor(options, terminal, language)
          : doctorBundle({ ...options, bundle }, terminal, language, version).then(() => 'well' as const),
      ),
    fault: (act, name, options) => conclude(fault(act, name, options, terminal, language), doctorExitCodes.trouble),
    resend: (place, options) => conclude(resend(place, options, terminal, language).then(() => true)),
  },
  textIn(language),
  version,
  defaultDataFolder(surroundings()),
)
await program.parseAsync()
