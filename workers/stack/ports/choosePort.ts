/** A port to listen on: the wanted one, or a free one and who holds the wanted one. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { hasCode } from '../../shared/hasCode'
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

/** The loopback has two: `localhost` may mean either, so that a port of which another account holds one is not free. */
const loopback = ['127.0.0.1', '::1']

/**
 * Whether this process could listen on that port now.
 * @param address both of the loopback unless given.
 */
export async function isFree(port: number, address?: string): Promise<boolean> {
  // Outside Linux a wildcard listener does not keep 127.0.0.1 from being bound beside it: so ask whether one answers.
  if (process.platform !== 'linux' && (await somebodyAnswers(port))) return false
  if (address !== undefined) return (await bind(port, address)) !== null
  for (const each of loopback) if (!(await isFreeOrAbsent(port, each))) return false
  return true
}

/** Whether this machine has [::1]. */
export const hasIpv6 = async (): Promise<boolean> => (await bindLoopback(0, '::1')) !== 'absent'

const isFreeOrAbsent = async (port: number, address: string): Promise<boolean> =>
  (await bindLoopback(port, address)) !== null

/** A machine without IPv6 has no ::1 that anybody could take. */
async function bindLoopback(port: number, address: string): Promise<number | 'absent' | null> {
  try {
    return await bind(port, address)
  } catch (thrown) {
    if (address === '::1' && hasCode(thrown, 'EADDRNOTAVAIL', 'EAFNOSUPPORT')) return 'absent'
    throw thrown
  }
}

async function anyPort(reserved: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await bind(0)
    if (port !== null && !reserved.has(port) && (await isFree(port))) return port
  }
}

/** Binds, lets go, and says which port it was; null if it is taken. */
async function bind(port: number, host = '127.0.0.1'): Promise<number | null> {
  const server = createServer()
  try {
    server.listen({ port, host, exclusive: true })
    await once(server, 'listening')
  } catch (thrown) {
    if (hasCode(thrown, 'EADDRINUSE', 'EACCES')) return null
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
