import type { ConnectorStatus } from './connectRest'

export type ConnectorVerdict =
  | { readonly kind: 'running' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'failed'; readonly reason: string; readonly trace: string }

/** What a person needs of a Java trace: its first line without the class name. The last `Caused by` is nearest to the truth. */
export function firstSentence(trace: string): string {
  const lines = trace.split('\n').map((line) => line.trim())
  const cause = lines.filter((line) => line.startsWith('Caused by: ')).at(-1)
  const line = (cause ?? lines[0] ?? '').replace(/^Caused by: /, '')
  return line.replace(/^(?:[a-z0-9_]+\.)+[A-Za-z0-9_$]+: /, '')
}

/** What Connect's status says: running only when the connector and each of its tasks run, and there is one. */
export function connectorVerdict(status: ConnectorStatus | null): ConnectorVerdict {
  if (status === null) return { kind: 'waiting' }
  // It has no tasks then. Connect may still show one that failed while it was being stopped, and a restart reaches nobody.
  if (status.connector.state === 'STOPPED') return { kind: 'paused' }
  const parts = [status.connector, ...status.tasks]
  const failed = parts.find(({ state }) => state === 'FAILED')
  if (failed !== undefined) {
    const trace = failed.trace ?? ''
    return { kind: 'failed', reason: firstSentence(trace), trace }
  }
  if (parts.some(({ state }) => state === 'PAUSED')) return { kind: 'paused' }
  if (status.tasks.length > 0 && parts.every(({ state }) => state === 'RUNNING')) return { kind: 'running' }
  return { kind: 'waiting' }
}
