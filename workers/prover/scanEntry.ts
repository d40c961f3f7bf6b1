/** A thread of the prover: reads one topic into a table and hands it over. */
import { parentPort, workerData } from 'node:worker_threads'
import { toFailure } from '../../contract/errors'
import { connectKafka } from '../kafka/wire/kafkajs/connectKafka'
import { fillTable } from './fillTable'
import { buffersOf, createRecordTable } from './recordTable'
import { scanTaskSchema, type FromScan } from './scanMessages'

const tellEvery = 20_000

async function scan(port: NonNullable<typeof parentPort>): Promise<void> {
  const say = (message: FromScan, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)
  try {
    const { endpoints, topic, span, stretch } = scanTaskSchema.parse(workerData)
    const kafka = connectKafka(endpoints, 'marsad-prover', () => undefined)
    const table = createRecordTable()
    let untold = 0
    // Ended from outside: the thread is terminated.
    const signal = new AbortController().signal
    const onRead = (records: number): void => {
      untold += records
      if (untold < tellEvery) return
      say({ kind: 'read', records: untold })
      untold = 0
    }
    await fillTable(kafka, topic, span, stretch, table, onRead, signal)
    say({ kind: 'read', records: untold })
    const content = table.release()
    say({ kind: 'done', content: { ...content, pages: [...content.pages] } }, buffersOf(content))
  } catch (thrown) {
    say({ kind: 'failed', failure: toFailure(thrown) })
  }
}

if (parentPort === null) throw new Error('this is a thread of the prover, not a program')
await scan(parentPort)
