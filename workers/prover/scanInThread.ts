/** Reads a topic in a thread, so that both topics are read at once on two cores. */
import { Worker } from 'node:worker_threads'
import { errorOf, MarsadError } from '../../contract/errors'
import { createRecordTable, type RecordTable } from './recordTable'
import { fromScanSchema, type ScanTask } from './scanMessages'

/**
 * @param entry the built file of scanEntry.ts.
 * @param onRead called with numbers of further records now and then.
 * Rejects with the signal's reason when it aborts, else with what the thread failed with.
 */
export function scanInThread(
  entry: string,
  task: ScanTask,
  onRead: (records: number) => void,
  signal: AbortSignal,
): Promise<RecordTable> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const thread = new Worker(entry, { workerData: task })
    const end = (): void => {
      signal.removeEventListener('abort', aborted)
      thread.terminate().catch(reject)
    }
    const aborted = (): void => {
      end()
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    signal.addEventListener('abort', aborted, { once: true })
    thread.on('message', (raw: unknown) => {
      const message = fromScanSchema.parse(raw)
      if (message.kind === 'read') {
        onRead(message.records)
        return
      }
      end()
      if (message.kind === 'done') resolve(createRecordTable(message.content))
      else reject(errorOf(message.failure))
    })
    thread.on('error', (thrown) => {
      signal.removeEventListener('abort', aborted)
      reject(thrown instanceof Error ? thrown : new Error(String(thrown)))
    })
    thread.on('exit', (code) => {
      signal.removeEventListener('abort', aborted)
      reject(new MarsadError('internal', {}, `a thread of the prover ended with ${code}`))
    })
  })
}
