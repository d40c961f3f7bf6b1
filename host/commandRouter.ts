/** Runs commands by the table of contract/commands.ts: input parsed, owner asked, output parsed. */
import type { z } from 'zod'
import { commandNameSchema, commands, type CommandName, type CommandResult, type Commands } from '../contract/commands'
import { MarsadError, toFailure } from '../contract/errors'
import type { WorkerName } from '../contract/snapshot'
import { describeIssues } from './worker/supervisor'

type OwnedByHost = { [N in CommandName]: Commands[N]['owner'] extends 'host' ? N : never }[CommandName]

/** A function for each command that the host answers itself; what it gives back is checked against the table. */
export type HostHandlers = {
  readonly [N in OwnedByHost]: (
    input: z.output<Commands[N]['input']>,
  ) => Promise<z.input<Commands[N]['output']>> | z.input<Commands[N]['output']>
}

export interface CommandTargets {
  readonly host: HostHandlers
  /** Asks a worker; `timeoutMs` null: no limit. */
  readonly worker: (worker: WorkerName, name: CommandName, input: unknown, timeoutMs: number | null) => Promise<unknown>
}

/** Longer than any command but those of `unlimited` may take, in milliseconds. */
const answerLimitMs = 60_000
const unlimited: readonly CommandName[] = [
  'generator.burst',
  'stack.check',
  'stack.remove',
  'stack.pull',
  'stack.prepare',
  'doctor.fix',
  'doctor.fixAll',
  'doctor.undo',
  'lab.inject',
  'lab.heal',
]

/** @returns a function that never rejects: what failed is the result, with `bad_request` for what is not in the table */
export function routeCommands(targets: CommandTargets): (name: unknown, input: unknown) => Promise<CommandResult> {
  return async (rawName, rawInput) => {
    try {
      const named = commandNameSchema.safeParse(rawName)
      if (!named.success)
        throw new MarsadError('bad_request', { name: typeof rawName === 'string' ? rawName.slice(0, 100) : '' })
      const name = named.data
      return { ok: true, value: commands[name].output.parse(await run(targets, name, rawInput)) }
    } catch (thrown) {
      return { ok: false, failure: toFailure(thrown) }
    }
  }
}

async function run(targets: CommandTargets, name: CommandName, raw: unknown): Promise<unknown> {
  const { host } = targets
  switch (name) {
    case 'app.snapshot':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'settings.change':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'notice.dismiss':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'secrets.set':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'secrets.status':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'stack.start':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'stack.restart':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'stack.stop':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'worker.restart':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'logs.read':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'bundle.collect':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'bundle.save':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'file.choose':
      return host[name](parseInput(name, commands[name].input, raw))
    case 'stack.check':
    case 'stack.remove':
    case 'stack.pull':
    case 'stack.prepare':
    case 'service.start':
    case 'service.stop':
    case 'service.restart':
    case 'topics.messages':
    case 'deadletters.resend':
    case 'warehouse.recent':
    case 'warehouse.minutes':
    case 'leaderboard.read':
    case 'generator.set':
    case 'generator.burst':
    case 'reconcile.start':
    case 'reconcile.cancel':
    case 'reconcile.result':
    case 'reconcile.repair':
    case 'backfill.start':
    case 'backfill.cancel':
    case 'doctor.look':
    case 'doctor.fix':
    case 'doctor.fixAll':
    case 'doctor.undo':
    case 'lab.list':
    case 'lab.inject':
    case 'lab.heal': {
      const { owner, input } = commands[name]
      return targets.worker(owner, name, parseInput(name, input, raw), unlimited.includes(name) ? null : answerLimitMs)
    }
  }
}

function parseInput<S extends z.ZodType>(name: CommandName, schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  throw new MarsadError('bad_request', { name }, describeIssues(parsed.error))
}
