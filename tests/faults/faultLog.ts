/** What was done to the pipeline and how it is known to have landed: one JSON line each. */
import { appendFileSync } from 'node:fs'

export interface FaultEntry {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly kind: string
  /** The process that was hit, where there is one. */
  readonly pid: number | null
  /** What shows that it landed: the signal seen, the restart counted, the point consumed, the bytes held back… */
  readonly evidence: Readonly<Record<string, unknown>>
  /** How long the fault took, until the part was there again, in milliseconds. */
  readonly tookMs: number
}

export interface FaultLog {
  add(entry: FaultEntry): void
  /** In the order in which they landed. */
  readonly entries: readonly FaultEntry[]
}

export function openFaultLog(path: string): FaultLog {
  const entries: FaultEntry[] = []
  return {
    entries,
    add: (entry) => {
      entries.push(entry)
      appendFileSync(path, `${JSON.stringify(entry)}\n`)
    },
  }
}
