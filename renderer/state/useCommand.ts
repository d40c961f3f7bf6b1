import { useCallback, useState } from 'react'
import type { CommandInput, CommandName } from '../../contract/commands'
import { runCommand } from './runCommand'

/** A command for a button: `pending` while it is under way; its failure appears as a note. */
export function useCommand<N extends CommandName>(
  name: N,
): { readonly pending: boolean; readonly run: (input: CommandInput<N>) => void } {
  const [pending, setPending] = useState(false)
  const run = useCallback(
    (input: CommandInput<N>) => {
      setPending(true)
      void runCommand(name, input).finally(() => setPending(false))
    },
    [name],
  )
  return { pending, run }
}
