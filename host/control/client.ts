/** Asks the instance of a data folder from another terminal. */
import { request } from 'node:http'
import { commandResultSchema, type CommandInput, type CommandName, type CommandOutput } from '../../contract/commands'
import { errorOf, MarsadError } from '../../contract/errors'
import { parseOutput } from '../../contract/parseOutput'

/**
 * Runs a command on the instance that listens at `address`.
 * @param limitMs how long the answer may take; null: as long as it takes
 * @throws MarsadError what the command failed with; `not_running` when nobody listens, or answers in time
 */
export async function askInstance<N extends CommandName>(
  address: string,
  name: N,
  input: CommandInput<N>,
  limitMs: number | null = null,
): Promise<CommandOutput<N>> {
  return parseOutput(name, await ask(address, name, input, limitMs))
}

/** Asks the instance to end: a CLI's `up` ends, a window stops its stack. Answers when that has been accepted. */
export async function endInstance(address: string): Promise<void> {
  await ask(address, 'instance.end', {}, null)
}

async function ask(address: string, name: string, input: unknown, limitMs: number | null): Promise<unknown> {
  const text = await post(address, `/commands/${name}`, JSON.stringify(input), limitMs)
  const result = commandResultSchema.parse(JSON.parse(text))
  if (result.ok) return result.value
  throw errorOf(result.failure)
}

function post(address: string, path: string, body: string, limitMs: number | null): Promise<string> {
  const limit = limitMs === null ? {} : { signal: AbortSignal.timeout(limitMs) }
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: address, path, method: 'POST', ...limit }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
      response.on('error', (error) => reject(new MarsadError('not_running', {}, error)))
    })
    outgoing.on('error', (error) => reject(new MarsadError('not_running', {}, error)))
    outgoing.end(body)
  })
}
