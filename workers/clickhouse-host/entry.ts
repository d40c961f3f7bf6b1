/**
 * The embedded ClickHouse: chdb behind ClickHouse's HTTP interface on 127.0.0.1. A plain Node process: chdb hangs inside Electron.
 *
 *   node clickhouse-host.js --port 8123 --path DIR
 *
 * Environment: MARSAD_CLICKHOUSE_USER, MARSAD_CLICKHOUSE_PASSWORD: the one account.
 * UV_THREADPOOL_SIZE (16 is good): each statement that runs holds one of these threads, and Node reads it only at its start.
 * SIGTERM: stops taking requests, stops Kafka consumption, closes, exits 0 within 5 s.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { keepFilesPrivate } from '../../contract/keepFilesPrivate'
import { openEnginePool } from './engine/EnginePool'
import { runEngineThread } from './engine/runEngineThread'
import { openServer } from './http/openServer'
import { openSpool } from './http/spool'
import { stopConsuming } from './stopConsuming'

const mostThreads = 10
/** Threads of libuv that stay free for files and for killing statements. */
const spareThreads = 2
const closeLimitMs = 4_500

const optionsSchema = z.object({ port: z.coerce.number().int().min(1).max(65535), path: z.string().min(1) })
const environmentSchema = z.object({
  MARSAD_CLICKHOUSE_USER: z.string().min(1),
  MARSAD_CLICKHOUSE_PASSWORD: z.string(),
  UV_THREADPOOL_SIZE: z.coerce.number().int().min(3).default(4),
})

async function serve(): Promise<void> {
  keepFilesPrivate()
  const { values } = parseArgs({ options: { port: { type: 'string' }, path: { type: 'string' } } })
  const options = optionsSchema.parse(values)
  const environment = environmentSchema.parse(process.env)
  // The engine takes the machine's time zone where a session names none.
  process.env.TZ = 'UTC'
  mkdirSync(options.path, { recursive: true })
  const engine = openEnginePool({
    path: options.path,
    entry: fileURLToPath(import.meta.url),
    threads: Math.min(mostThreads, environment.UV_THREADPOOL_SIZE - spareThreads),
  })
  const spool = openSpool(join(options.path, 'marsad-spool'))
  const account = { user: environment.MARSAD_CLICKHOUSE_USER, password: environment.MARSAD_CLICKHOUSE_PASSWORD }
  const server = await openServer({ engine, spool }, account, options.port)
  console.log(`ClickHouse ${engine.version} (embedded) answers on http://127.0.0.1:${options.port}/`)

  let closing = false
  const stop = async (): Promise<void> => {
    if (closing) return
    closing = true
    const limit = setTimeout(() => {
      console.error('did not close in time; what was not committed to Kafka will be read again')
      process.exit(1)
    }, closeLimitMs)
    server.close()
    server.closeIdleConnections()
    await stopConsuming(engine)
    server.closeAllConnections()
    await engine.close()
    clearTimeout(limit)
    process.exit(0)
  }
  const onStop = (): void => {
    stop().catch((thrown: unknown) => {
      console.error(thrown)
      process.exit(1)
    })
  }
  process.on('SIGTERM', onStop)
  process.on('SIGINT', onStop)
}

if (isMainThread) await serve()
else runEngineThread(z.object({ path: z.string() }).parse(workerData).path)
