/** A small TCP proxy between the workers and Kafka and Redis that cuts a connection at a chosen request or answer. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { ProxyPorts } from './variants/throughProxy'

/** Requests of Kafka's protocol that are cut, by their api keys (Kafka's protocol guide). */
export const kafkaApis = {
  produce: 0,
  fetch: 1,
  heartbeat: 12,
  init_producer: 22,
  add_partitions: 24,
  add_offsets: 25,
  end_transaction: 26,
  commit_offsets: 28,
} as const
export type KafkaApi = keyof typeof kafkaApis

/**
 * Where a connection is cut: `request`: the request is held back, and the server never knows of it; `answer`: the server has it and
 * has answered, and the client never learns of that; `nowhere`: nothing is cut, the answer is only seen to pass.
 */
export type Side = 'request' | 'answer' | 'nowhere'

export type Cut =
  | { readonly target: 'kafka'; readonly api: KafkaApi; readonly side: Side; readonly clientId: string }
  /** Of a call of a script, the only thing that the leaderboard asks of Redis. */
  | { readonly target: 'redis'; readonly side: Side }

/** What was cut: how many bytes did not arrive, and which. */
export interface CutDone {
  readonly bytes: number
  readonly what: string
}

export interface FaultProxy {
  readonly ports: ProxyPorts
  /** Resolves when the next matching request or answer has been cut, or has passed. @throws after the limit */
  cut(cut: Cut, limitMs: number): Promise<CutDone>
  /** Breaks every connection to a target at once. @returns how many */
  cutAll(target: Cut['target']): number
  close(): Promise<void>
}

interface Armed<C extends Cut = Cut> {
  readonly cut: C
  readonly done: (done: CutDone) => void
}
type ArmedFor<T extends Cut['target']> = Armed<Extract<Cut, { target: T }>>

function isFor<T extends Cut['target']>(target: T) {
  return (armed: Armed): armed is ArmedFor<T> => armed.cut.target === target
}

/** Kafka's frames: a length of 4 bytes, then as many bytes. */
function frames(onFrame: (frame: Buffer) => void): (data: Buffer) => void {
  let held: Buffer = Buffer.alloc(0)
  return (data) => {
    held = held.length === 0 ? data : Buffer.concat([held, data])
    while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
      const end = 4 + held.readUInt32BE(0)
      onFrame(held.subarray(0, end))
      held = held.subarray(end)
    }
  }
}

/** The header of a request: api key, version, correlation id, client id. */
function kafkaHeader(frame: Buffer): { api: number; correlation: number; clientId: string } {
  const length = frame.readInt16BE(12)
  return {
    api: frame.readInt16BE(4),
    correlation: frame.readInt32BE(8),
    clientId: length < 0 ? '' : frame.toString('utf8', 14, 14 + length),
  }
}

export async function openProxy(targets: Readonly<Record<Cut['target'], number>>): Promise<FaultProxy> {
  const armed = new Set<Armed>()
  const open: Record<Cut['target'], Set<Socket>> = { kafka: new Set(), redis: new Set() }

  const join = (target: Cut['target'], client: Socket): { server: Socket; end: () => void } => {
    const server = connect({ host: '127.0.0.1', port: targets[target] })
    open[target].add(client)
    const end = (): void => {
      open[target].delete(client)
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      // A broken connection is what this is for: both sides learn of it.
      socket.on('error', end)
      socket.on('close', end)
    }
    return { server, end }
  }
  /** Another connection may have been quicker. */
  const finish = (one: Armed, done: CutDone): void => {
    if (armed.delete(one)) one.done(done)
  }

  const kafka = (client: Socket): void => {
    const { server, end } = join('kafka', client)
    let holding: { readonly correlation: number; readonly what: string; readonly one: Armed } | undefined
    const onRequest = frames((frame) => {
      const { api, correlation, clientId } = kafkaHeader(frame)
      const one = [...armed]
        .filter(isFor('kafka'))
        .find(({ cut }) => kafkaApis[cut.api] === api && cut.clientId === clientId)
      if (one !== undefined && holding === undefined) {
        const what = `${one.cut.api} of ${clientId}`
        if (one.cut.side === 'request') {
          end()
          finish(one, { bytes: frame.length, what })
          return
        }
        holding = { correlation, what, one }
      }
      server.write(frame)
    })
    const onAnswer = frames((frame) => {
      if (holding === undefined || frame.readInt32BE(4) !== holding.correlation) {
        client.write(frame)
        return
      }
      if (holding.one.cut.side === 'answer') end()
      else client.write(frame)
      finish(holding.one, { bytes: frame.length, what: holding.what })
      holding = undefined
    })
    client.on('data', onRequest)
    server.on('data', onAnswer)
  }

  const redis = (client: Socket): void => {
    const { server, end } = join('redis', client)
    let holding: Armed | undefined
    client.on('data', (data) => {
      const one = [...armed].find(isFor('redis'))
      if (one !== undefined && holding === undefined && addsScores(data)) {
        if (one.cut.side === 'request') {
          end()
          finish(one, { bytes: data.length, what: 'evalsha' })
          return
        }
        holding = one
      }
      server.write(data)
    })
    server.on('data', (data) => {
      // A server that does not know the script yet says so, and has done nothing: the next call is the one.
      if (holding === undefined || !data.includes('applied')) {
        holding = undefined
        client.write(data)
        return
      }
      if (holding.cut.side === 'answer') end()
      else client.write(data)
      finish(holding, { bytes: data.length, what: 'evalsha' })
      holding = undefined
    })
  }

  const listen = async (onClient: (client: Socket) => void): Promise<{ server: Server; port: number }> => {
    const server = createServer({ noDelay: true }, onClient).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
    return { server, port: address.port }
  }
  const [toKafka, toRedis] = await Promise.all([listen(kafka), listen(redis)])
  const cutAll = (target: Cut['target']): number => {
    const sockets = [...open[target]]
    sockets.forEach((socket) => socket.destroy())
    return sockets.length
  }

  return {
    ports: { kafka: toKafka.port, redis: toRedis.port },
    cut: (cut, limitMs) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => {
          armed.delete(one)
          reject(new Error(`nothing to cut within ${limitMs} ms: ${JSON.stringify(cut)}`))
        }, limitMs)
        const one: Armed = {
          cut,
          done: (done) => {
            clearTimeout(limit)
            resolve(done)
          },
        }
        armed.add(one)
      }),
    cutAll,
    close: async () => {
      const closed = Promise.all([toKafka, toRedis].map(({ server }) => once(server.close(), 'close')))
      cutAll('kafka')
      cutAll('redis')
      await closed
    },
  }
}

/** Whether a call of the script names a minute set: an empty batch adds nothing, and nothing would be doubled by it. */
function addsScores(data: Buffer): boolean {
  return data.includes('evalsha') && data.includes('zset:eng:minute:')
}
