/** What a fault and its undoing may use. */
import type pg from 'pg'
import type { CommandInput, CommandName, CommandOutput } from '../../contract/commands'
import type { ServiceName, WorkerName } from '../../contract/snapshot'
import type { Endpoints } from '../../contract/workers'

export interface LabServices {
  readonly endpoints: Endpoints
  readonly pool: pg.Pool
  /** Writes one record to a topic as it is. */
  produce(topic: string, key: string | null, value: string): Promise<void>
  clickhouse(statement: string): Promise<void>
}

export interface LabTools {
  readonly services: LabServices
  /** A command of the console, as a person could give it. @throws MarsadError */
  readonly ask: <N extends CommandName>(name: N, input: CommandInput<N>) => Promise<CommandOutput<N>>
  /** Process of a service or worker. @throws MarsadError not_running */
  readonly pidOf: (name: ServiceName | WorkerName) => number
  /** Resolves once the doctor tells this finding: true; false when it has not within a minute. */
  readonly named: (finding: string) => Promise<boolean>
  readonly signal: AbortSignal
}
