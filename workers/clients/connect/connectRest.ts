import { z } from 'zod'
import { httpText, type HttpAnswer, type HttpService } from '../httpText'
import { withLimit } from '../../../common/withLimit'

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
  /** Its tasks go on existing and wait. */
  pause(name: string): Promise<void>
  /** Its tasks end; its offsets can then be changed. */
  stop(name: string): Promise<void>
}

/** `signal` ends every call. Each rejects with {@link ConnectRefusal} when Connect says no; 409 while it rebalances. */
export function connectRest(service: HttpService, signal: AbortSignal): ConnectRest {
  const call = (method: string, path: string, body?: unknown): Promise<HttpAnswer> =>
    withLimit(signal, answerLimitMs, (limited) => httpText(service, method, path, limited, body))
  const read = async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | null> => {
    const answer = await call('GET', path)
    if (answer.status === 404) return null
    if (!answer.ok) throw new ConnectRefusal(answer.status, answer.text)
    return schema.parse(JSON.parse(answer.text))
  }
  const write = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await call(method, path, body)
    if (!answer.ok) throw new ConnectRefusal(answer.status, answer.text)
  }
  const at = (name: string, rest: string): string => `/connectors/${encodeURIComponent(name)}${rest}`
  return {
    config: (name) => read(at(name, '/config'), configSchema),
    status: (name) => read(at(name, '/status'), statusSchema),
    putConfig: (name, config) => write('PUT', at(name, '/config'), config),
    restartFailed: (name) => write('POST', at(name, '/restart?includeTasks=true&onlyFailed=true')),
    pause: (name) => write('PUT', at(name, '/pause')),
    stop: (name) => write('PUT', at(name, '/stop')),
    resume: (name) => write('PUT', at(name, '/resume')),
  }
}
