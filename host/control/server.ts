/** The instance's ear for other terminals: HTTP over a unix socket (a named pipe on Windows), same command table. */
import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { CommandResult } from '../../contract/commands'
import { MarsadError, toFailure } from '../../contract/errors'
import { fileFailure } from '../fileFailure'
import { prepareControlFolder } from './address'

export interface ControlHandlers {
  /** Runs a command of contract/commands.ts, or `instance.end`; never rejects. */
  run(name: string, input: unknown): Promise<CommandResult>
}

export interface ControlServer {
  close(): Promise<void>
}

/** No command's input comes near this many bytes. */
const largestBody = 1024 * 1024
const route = /^\/commands\/([a-zA-Z.]+)$/

/**
 * Listens on an address of openControlAddress (address.ts). Only call it while holding the instance lock: a socket file that
 * lies there is a rest and is removed.
 * @throws MarsadError when it cannot listen
 */
export async function serveControl(address: string, handlers: ControlHandlers): Promise<ControlServer> {
  await prepareControlFolder(address)
  if (process.platform !== 'win32') await rm(address, { force: true })
  const server = createServer((request, response) => {
    void answer(request, handlers).then((result) => send(response, result))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(fileFailure(error, address)))
    server.listen(address, resolve)
  })
  return {
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      if (process.platform !== 'win32') await rm(address, { force: true })
    },
  }
}

async function answer(request: IncomingMessage, handlers: ControlHandlers): Promise<CommandResult> {
  try {
    const name = route.exec(request.url ?? '')?.[1]
    if (request.method !== 'POST' || name === undefined) {
      throw new MarsadError('bad_request', { name: `${request.method ?? ''} ${request.url ?? ''}` })
    }
    return await handlers.run(name, await readJson(request, name))
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown) }
  }
}

async function readJson(request: IncomingMessage, name: string): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    // The rest is read all the same: leaving the loop would cut the connection before the answer.
    if (size <= largestBody) chunks.push(chunk)
  }
  if (size > largestBody) throw new MarsadError('bad_request', { name }, 'body too large')
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (thrown) {
    throw new MarsadError('bad_request', { name }, thrown)
  }
}

function send(response: ServerResponse, result: CommandResult): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(result))
}
