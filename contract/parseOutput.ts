import type { z } from 'zod'
import { commands, type CommandName, type CommandOutput } from './commands'

/** The table seen through its keys, so that a command's own output type is kept when its name is a type parameter. */
const outputs: { readonly [N in CommandName]: { readonly output: z.ZodType<CommandOutput<N>> } } = commands

/** A command's answer by its type in the table. @throws z.ZodError */
export function parseOutput<N extends CommandName>(name: N, value: unknown): CommandOutput<N> {
  return outputs[name].output.parse(value)
}
