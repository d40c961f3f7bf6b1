import { useEffect, useState } from 'react'
import type { CommandInput, CommandName, CommandOutput } from '../../contract/commands'
import type { Failure } from '../../contract/errors'
import { shareStructure } from './shareStructure'

export interface LiveQuery<T> {
  /** The latest answer; kept while newer ones fail. Null before the first. */
  readonly value: T | null
  /** When `value` arrived. */
  readonly at: number | null
  /** Why the latest attempt failed; null when it did not. */
  readonly failure: Failure | null
}

/**
 * Asks a reading command again and again while the component is shown: the next question goes out `everyMs` after the
 * former answer, so that a slow store is never asked twice at once. `input` null asks nothing.
 */
export function useLiveQuery<N extends CommandName>(
  name: N,
  input: CommandInput<N> | null,
  everyMs: number,
): LiveQuery<CommandOutput<N>> {
  const key = JSON.stringify(input)
  const [asked, setAsked] = useState({ key, input })
  // A new object with the same content is the same question.
  if (asked.key !== key) setAsked({ key, input })

  const [state, setState] = useState<LiveQuery<CommandOutput<N>> & { readonly key: string }>({
    key,
    value: null,
    at: null,
    failure: null,
  })

  useEffect(() => {
    const { key: question, input: wanted } = asked
    if (wanted === null) return
    let live = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      const result = await window.marsad.command(name, wanted)
      if (!live) return
      setState((former) =>
        result.ok
          ? { key: question, value: shareStructure(former.value, result.value), at: Date.now(), failure: null }
          : {
              ...(former.key === question ? former : { value: null, at: null }),
              key: question,
              failure: result.failure,
            },
      )
      timer = setTimeout(() => void ask(), everyMs)
    }
    void ask()
    return () => {
      live = false
      clearTimeout(timer)
    }
  }, [name, asked, everyMs])

  return state.key === key ? state : { value: null, at: null, failure: null }
}
