/** One row of the table: a fault put into the real stack, and what the doctor has to say of it. */
import type { ConsoleSnapshot } from '../../../contract/snapshot'
import type { Stores } from '../../support/pipeline'
import type { ChangeableRuntime } from './changeableRuntime'

export interface Ground {
  readonly dataDir: string
  readonly stores: Stores
  /** What its services begin from. */
  readonly runtime: ChangeableRuntime
  readonly snapshot: () => Promise<ConsoleSnapshot>
  /** Process id of a service or a worker. */
  readonly pidOf: (name: string) => Promise<number>
}

export interface FaultCase {
  /** The rule that has to name it, and of what. */
  readonly rule: string
  readonly subject: string
  /** What sets it apart from other cases of the same rule. */
  readonly title?: string
  /** Causes it; resolves when it is there. */
  readonly inject: (ground: Ground) => Promise<void>
  /** The fix to press; null: the doctor offers none, and {@link heal} mends it. */
  readonly fix: string | null
  /** Takes away what no fix of the doctor mends. */
  readonly heal?: (ground: Ground) => Promise<void>
  /** How long the doctor holds it on purpose, in milliseconds, where that is long. */
  readonly heldMs?: number
  /** Rules that may rightly stand before it. */
  readonly before?: readonly string[]
  /** Rules that may rightly stand beside it. */
  readonly beside?: readonly string[]
}
