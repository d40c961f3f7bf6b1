/**
 * The embedded ClickHouse: chdb behind ClickHouse's HTTP interface on the loopback. A plain Node process: chdb hangs inside Electron.
 *
 *   node clickhouse-host.js --port 8123 --path DIR [--forwarded]
 *
 * --forwarded: clients come through a forwarder, under another port.
 * Environment: MARSAD_CLICKHOUSE_USER, MARSAD_CLICKHOUSE_PASSWORD: the published account; MARSAD_CLICKHOUSE_CONSOLE_PASSWORD: of the
 * console's own account, which has the rights that the published one lacks. Without it the first account has all of them.
 * UV_THREADPOOL_SIZE (16 is good): each statement that runs holds one of these threads, and Node reads it only at its start.
 * SIGTERM: stops taking requests, stops Kafka consumption, closes, exits 0 within 5 s.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { keepFilesPrivate } from '../../contract/keepFilesPrivate'
import { openEnginePool } from './engine/EnginePool'
import { runEngineThread } from './engine/runEngineThread'
import { consoleAccount } from '../../contract/loopbackEndpoints'
import { openPeers } from './access/peers'
import { spoolLimits } from './http/answerQuery'
import { openServer, type Account } from './http/openServer'
import { openSpool } from './http/spool'
import { stopConsuming } from './stopConsuming'

const mostThreads = 10
/** Threads of libuv that stay free for files and for killing statements. */
const spareThreads = 2
const closeLimitMs = 4_500

const optionsSchema = z.object({
  port: z.coerce.number().int().min(1).max(65535),
  path: z
    .string()
    .min(1)
    .transform((path) => resolve(path)),
  forwarded: z.boolean().default(false),
})
const environmentSchema = z.object({
  MARSAD_CLICKHOUSE_USER: z.string().min(1),
  MARSAD_CLICKHOUSE_PASSWORD: z.string(),
  MARSAD_CLICKHOUSE_CONSOLE_PASSWORD: z.string().min(16).optional(),
  UV_THREADPOOL_SIZE: z.coerce.number().int().min(3).default(4),
})

async function serve(): Promise<void> {
  keepFilesPrivate()
  const { values } = parseArgs({
    options: { port: { type: 'string' }, path: { type: 'string' }, forwarded: { type: 'boolean' } },
  })
  const options = optionsSchema.parse(values)
  const environment = environmentSchema.parse(process.env)
  // The engine takes the machine's time zone where a session names none.
  process.env.TZ = 'UTC'
  mkdirSync(options.path, { recursive: true })
  // Names of tables that are missing in the default database are looked for in this process's folder.
  const empty = join(options.path, 'marsad-empty')
  mkdirSync(empty, { recursive: true, mode: 0o500 })
  process.chdir(empty)
  const engine = openEnginePool({
    path: options.path,
    entry: fileURLToPath(import.meta.url),
    threads: Math.min(mostThreads, environment.UV_THREADPOOL_SIZE - spareThreads),
  })
  const spool = openSpool(join(options.path, 'marsad-spool'), spoolLimits)
  const peers = await openPeers()
  const door = { accounts: accountsOf(environment), peers, forwarded: options.forwarded }
  const { http, listener } = await openServer({ engine, spool }, door, options.port)
  console.log(`ClickHouse ${engine.version} (embedded) answers on http://127.0.0.1:${listener.port}/`)
  console.log(
    peers.known
      ? 'It answers only the account that it runs as, and root.'
      : 'This system does not show whose a connection is: the password alone decides who is answered.',
  )

  let closing = false
  const stop = async (code: number): Promise<void> => {
    if (closing) return
    closing = true
    const limit = setTimeout(() => {
      console.error('did not close in time; what was not committed to Kafka will be read again')
      // The engine's own end at exit may be what hangs.
      process.kill(process.pid, 'SIGKILL')
    }, closeLimitMs)
    listener.close()
    http.closeIdleConnections()
    if (code !== 0) http.closeAllConnections()
    await stopConsuming(engine)
    http.closeAllConnections()
    await engine.close()
    clearTimeout(limit)
    process.exit(code)
  }
  const end = (code: number): void => {
    stop(code).catch((thrown: unknown) => {
      console.error(thrown)
      process.exit(1)
    })
  }
  process.on('SIGTERM', () => end(0))
  process.on('SIGINT', () => end(0))
  // Nothing may continue half broken: the supervisor starts the host again.
  const onFault = (thrown: unknown): void => {
    console.error('unexpected failure, the host ends:', thrown)
    end(1)
  }
  process.on('uncaughtException', onFault)
  process.on('unhandledRejection', onFault)
}

function accountsOf(environment: z.infer<typeof environmentSchema>): Account[] {
  const user = environment.MARSAD_CLICKHOUSE_USER
  const password = environment.MARSAD_CLICKHOUSE_PASSWORD
  const own = environment.MARSAD_CLICKHOUSE_CONSOLE_PASSWORD
  if (own === undefined) return [{ user, password, role: 'console' }]
  return [
    { user, password, role: 'published' },
    { user: consoleAccount, password: own, role: 'console' },
  ]
}

if (isMainThread) await serve()
else runEngineThread(z.object({ path: z.string() }).parse(workerData).path)
