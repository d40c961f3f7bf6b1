/** A port to listen on: the wanted one, or a free one and who holds the wanted one. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { hasCode } from '../../../common/hasCode'
import { portOwner } from './portOwner'

export interface ChosenPort {
  readonly port: number
  readonly taken: { readonly wanted: number; readonly owner: string } | null
}

/** How far above the wanted port a free one is looked for, before any free one will do. */
const neighbours = 50

/**
 * @param wanted the preferred port, or 0 for any free one.
 * @param reserved ports that are free now but meant for others.
 */
export async function choosePort(wanted: number, reserved: ReadonlySet<number>): Promise<ChosenPort> {
  if (wanted === 0) return { port: await anyPort(reserved), taken: null }
  if (!reserved.has(wanted) && (await isFree(wanted))) return { port: wanted, taken: null }
  const taken = { wanted, owner: await portOwner(wanted) }
  for (let port = wanted + 1; port <= Math.min(wanted + neighbours, 65_535); port += 1) {
    if (!reserved.has(port) && (await isFree(port))) return { port, taken }
  }
  return { port: await anyPort(reserved), taken }
}

/**
 * Whether this process could listen on that port now.
 * @param address absent: on both loopback addresses. `localhost` may mean [::1], and whoever holds it there would get our callers.
 */
export async function isFree(port: number, address?: string): Promise<boolean> {
  // Outside Linux a wildcard listener does not keep 127.0.0.1 from being bound beside it: so ask whether one answers.
  if (process.platform !== 'linux' && (await somebodyAnswers(port))) return false
  if (address !== undefined) return (await bind(port, address)) !== null
  return (await bind(port)) !== null && (await bind(port, '::1')) !== null
}

async function anyPort(reserved: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await bind(0)
    if (port !== null && !reserved.has(port) && (await isFree(port))) return port
  }
}

/** Binds, lets go, and says which port it was; null if it is taken. What an address that this machine lacks does not hold is free. */
async function bind(port: number, host = '127.0.0.1'): Promise<number | null> {
  const server = createServer()
  try {
    server.listen({ port, host, exclusive: true })
    await once(server, 'listening')
  } catch (thrown) {
    if (hasCode(thrown, 'EADDRINUSE', 'EACCES')) return null
    if (host === '::1' && hasCode(thrown, 'EADDRNOTAVAIL', 'EAFNOSUPPORT')) return port
    throw thrown
  }
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : null
}

function somebodyAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 500 })
    const settle = (answer: boolean) => (): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false))
  })
}
