import { z } from 'zod'

/** Connect's REST interface, as far as the connector needs it. Source: Kafka's manual, Kafka Connect, REST API. */

const stateSchema = z.enum(['UNASSIGNED', 'RUNNING', 'PAUSED', 'STOPPED', 'FAILED', 'RESTARTING', 'DESTROYED'])
const statusSchema = z.object({
  connector: z.object({ state: stateSchema, trace: z.string().optional() }),
  tasks: z.array(z.object({ id: z.int(), state: stateSchema, trace: z.string().optional() })),
})
export type ConnectorStatus = z.infer<typeof statusSchema>
const configSchema = z.record(z.string(), z.string())

export class ConnectRefusal extends Error {
  readonly status: number

  constructor(status: number, body: string) {
    super(`Kafka Connect answered ${status}: ${body}`)
    this.name = 'ConnectRefusal'
    this.status = status
  }
}

const answerLimitMs = 15_000

export interface ConnectRest {
  /** Null when there is no such connector. */
  config(name: string): Promise<Record<string, string> | null>
  /** Null while Connect knows no status yet. */
  status(name: string): Promise<ConnectorStatus | null>
  putConfig(name: string, config: Readonly<Record<string, string>>): Promise<void>
  /** Restarts what has failed of a connector, and nothing that runs. */
  restartFailed(name: string): Promise<void>
  resume(name: string): Promise<void>
}

/** `signal` ends every call. Each rejects with {@link ConnectRefusal} when Connect says no; 409 while it rebalances. */
export function connectRest(url: string, signal: AbortSignal): ConnectRest {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const init: RequestInit = {
      method,
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]),
    }
    return fetch(new URL(path, url), body === undefined ? init : { ...init, body: JSON.stringify(body) })
  }
  const refuse = async (answer: Response): Promise<never> => {
    throw new ConnectRefusal(answer.status, await answer.text())
  }
  const read = async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | null> => {
    const answer = await call('GET', path)
    if (answer.status === 404) {
      await answer.text()
      return null
    }
    if (!answer.ok) return refuse(answer)
    return schema.parse(await answer.json())
  }
  const write = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await call(method, path, body)
    if (!answer.ok) return refuse(answer)
    await answer.text()
  }
  const at = (name: string, rest: string): string => `/connectors/${encodeURIComponent(name)}${rest}`
  return {
    config: (name) => read(at(name, '/config'), configSchema),
    status: (name) => read(at(name, '/status'), statusSchema),
    putConfig: (name, config) => write('PUT', at(name, '/config'), config),
    restartFailed: (name) => write('POST', at(name, '/restart?includeTasks=true&onlyFailed=true')),
    resume: (name) => write('PUT', at(name, '/resume')),
  }
}
