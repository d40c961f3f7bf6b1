/** The shape of a fault: one hop broken in one way, with its words. */
import type { FaultKind } from '../../contract/lab'
import type { BothLanguages } from '../../contract/said'
import type { ServiceName, WorkerName } from '../../contract/snapshot'
import type { LabTools } from './tools'
import type { Undo } from './undo'

export interface InjectTools extends LabTools {
  /** Writes down how it is taken back; to be called, and awaited, before the step that it takes back. */
  readonly remember: (undo: Undo) => Promise<void>
  /** Runs beside the fault until it is healed: the signal aborts then, and healing waits for its end. */
  readonly during: (run: (signal: AbortSignal) => Promise<void>) => void
}

export interface Fault {
  readonly id: string
  readonly kind: FaultKind
  readonly hop: ServiceName | WorkerName
  /** Whose process it sends a signal to; null for one that works through a service's own door. */
  readonly process: ServiceName | WorkerName | null
  /** Rules of the doctor of which one should name it; empty where it depends on the traffic what there is to find: then whatever it finds newly counts. */
  readonly rules: readonly string[]
  /** It is over as soon as it is done, or mends itself. */
  readonly passes: boolean
  readonly words: {
    readonly title: BothLanguages
    /** What it does. */
    readonly does: BothLanguages
    /** What one should see. */
    readonly expect: BothLanguages
  }
  /** Resolves when the fault is there. */
  readonly inject: (tools: InjectTools) => Promise<void>
}
