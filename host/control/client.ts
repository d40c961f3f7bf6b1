/** Asks the instance of a data folder from another terminal. */
import { request } from 'node:http'
import { commandResultSchema, type CommandInput, type CommandName, type CommandOutput } from '../../contract/commands'
import { errorOf, MarsadError } from '../../contract/errors'
import { parseOutput } from '../../contract/parseOutput'

/** How an instance is watched while it works on an answer, in milliseconds. */
export interface AliveWatch {
  /** Pause before each look whether it says anything at all. */
  readonly everyMs: number
  /** How long it may take to say so: a console that lives does it at once, however busy its workers are. */
  readonly limitMs: number
}
const aliveWatch: AliveWatch = { everyMs: 2_000, limitMs: 10_000 }

/**
 * Runs a command on the instance that listens at `address`. An answer may take as long as it takes, as long as the instance lives:
 * one whose process is stopped accepts connections and never answers.
 * @param limitMs how long the answer may take all the same; null: no limit
 * @throws MarsadError what the command failed with; `not_running` when nobody listens; `console_silent` when nobody answers
 */
export async function askInstance<N extends CommandName>(
  address: string,
  name: N,
  input: CommandInput<N>,
  limitMs: number | null = null,
  watch: AliveWatch = aliveWatch,
): Promise<CommandOutput<N>> {
  return parseOutput(name, await ask(address, name, input, limitMs, watch))
}

/** Asks the instance to end: a CLI's `up` ends, a window stops its stack. Answers when that has been accepted. */
export async function endInstance(address: string): Promise<void> {
  await ask(address, 'instance.end', {}, null, aliveWatch)
}

async function ask(
  address: string,
  name: string,
  input: unknown,
  limitMs: number | null,
  watch: AliveWatch,
): Promise<unknown> {
  const over = new AbortController()
  const watching = watchAlive(address, watch, over)
  try {
    const text = await post(address, `/commands/${name}`, JSON.stringify(input), limitMs, over.signal)
    const result = commandResultSchema.parse(JSON.parse(text))
    if (result.ok) return result.value
    throw errorOf(result.failure)
  } finally {
    over.abort()
    clearTimeout(watching.timer)
  }
}

/** Aborts `over`, with the reason, once the instance says nothing at all any more. */
function watchAlive(
  address: string,
  { everyMs, limitMs }: AliveWatch,
  over: AbortController,
): { timer: NodeJS.Timeout } {
  const look = (): void => {
    // Not a command: it is refused by the console itself, which is all that is asked for.
    post(address, '/', '', limitMs, over.signal).then(
      () => {
        if (!over.signal.aborted) watching.timer = setTimeout(look, everyMs)
      },
      (thrown: unknown) => over.abort(thrown),
    )
  }
  const watching = { timer: setTimeout(look, everyMs) }
  return watching
}

/** @param over ends it, with the error that it rejects with */
function post(address: string, path: string, body: string, limitMs: number | null, over: AbortSignal): Promise<string> {
  const limit = limitMs === null ? null : AbortSignal.timeout(limitMs)
  const signal = limit === null ? over : AbortSignal.any([over, limit])
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      const reason: unknown = over.reason
      if (reason instanceof MarsadError) reject(reason)
      else if (limit?.aborted === true && limitMs !== null)
        reject(new MarsadError('console_silent', { seconds: Math.round(limitMs / 1_000) }, error))
      else reject(new MarsadError('not_running', {}, error))
    }
    const outgoing = request({ socketPath: address, path, method: 'POST', signal }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
      response.on('error', fail)
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })
}
