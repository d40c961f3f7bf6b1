import type { CommandInput, CommandName, CommandOutput } from '../../contract/commands'
import { useConsoleStore } from './consoleStore'

/** Runs a command; null when it failed, which the window then shows as a note with the failure's sentence and remedy. */
export async function runCommand<N extends CommandName>(
  name: N,
  input: CommandInput<N>,
): Promise<{ value: CommandOutput<N> } | null> {
  const result = await window.marsad.command(name, input)
  if (result.ok) return { value: result.value }
  useConsoleStore.getState().addCommandNote(name, result.failure)
  return null
}
