/** Whether existing services answer: the "start" of a remote stack, and its probe afterwards. Only asks; writes nothing. */
import { toFailure, type Failure } from '../../../contract/errors'
import type { ServiceName } from '../../../contract/snapshot'
import type { Endpoints, Tls } from '../../../contract/workers'
import { hideSecrets } from '../../runtime/hideSecrets'
import { shortCause } from '../../runtime/probe'
import { withLimit } from '../../../common/withLimit'
import { checkClickhouse } from './checkClickhouse'
import { checkConnect } from './checkConnect'
import { checkKafka } from './checkKafka'
import { checkPostgres } from './checkPostgres'
import { checkRedis } from './checkRedis'
import { addressOf, addressText, dial, type Address } from './dial'
import { remoteFailure, type Asked } from './remoteFailure'

export type RemoteAnswer =
  | {
      readonly state: 'answers'
      /** As the service tells it; null of Kafka, which does not. */
      readonly version: string | null
      /** What is wrong and preparing can mend: a database that is missing. */
      readonly lacks: Failure | null
    }
  | { readonly state: 'failed'; readonly failure: Failure }

export type RemoteAnswers = Readonly<Record<ServiceName, RemoteAnswer>>

/** How long each service has, in milliseconds. */
export const remoteLimitMs = 10_000

interface Check {
  readonly asked: Omit<Asked, 'limitSeconds'>
  readonly run: (signal: AbortSignal) => Promise<RemoteAnswer>
}

const answers = (version: string | null): RemoteAnswer => ({ state: 'answers', version, lacks: null })

/** The addresses that answer. @throws AggregateError of what each said, when none does: one may be late where another says why. */
async function reached(addresses: readonly Address[], tls: Tls | null, signal: AbortSignal): Promise<Address[]> {
  const tries = await Promise.allSettled(addresses.map((address) => dial(address, tls, signal)))
  const open = addresses.filter((_address, index) => tries[index]?.status === 'fulfilled')
  if (open.length === 0) {
    const reasons = tries.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []))
    throw new AggregateError(reasons, reasons.map(shortCause).join('; '))
  }
  return open
}

/** Where an http(s) address leads, and what it trusts there. */
function webTarget({ url, tls }: { readonly url: string; readonly tls: Tls | null }): {
  readonly address: Address
  readonly tls: Tls | null
} {
  const { hostname, port, protocol } = new URL(url)
  const isSecure = protocol === 'https:'
  return {
    address: { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? (isSecure ? 443 : 80) : port) },
    tls: isSecure ? (tls ?? { ca: null, servername: null }) : null,
  }
}

function checksOf(endpoints: Endpoints): Readonly<Record<ServiceName, Check>> {
  const { postgres, kafka, connect, clickhouse, redis } = endpoints
  const connectAt = webTarget(connect)
  const clickhouseAt = webTarget(clickhouse)
  const connectAddress = addressText(connectAt.address)
  const clickhouseAddress = addressText(clickhouseAt.address)
  const postgresAsked = {
    service: 'postgres',
    address: addressText(postgres),
    user: postgres.user,
    database: postgres.database,
  } as const
  return {
    postgres: {
      asked: postgresAsked,
      run: async (signal) => {
        // Postgres begins TLS within its own protocol: only the way there is tried.
        await dial(postgres, null, signal)
        try {
          return answers(await checkPostgres(endpoints, postgres.database, signal))
        } catch (thrown) {
          const failed = remoteFailure(thrown, { ...postgresAsked, limitSeconds: 0 })
          if (failed.failure.code !== 'remote_database') throw thrown
          const version = await checkPostgres(endpoints, 'postgres', signal)
          return { state: 'answers', version, lacks: failed.failure }
        }
      },
    },
    kafka: {
      asked: { service: 'kafka', address: kafka.brokers.join(', '), user: kafka.sasl?.username ?? null },
      run: async (signal) => {
        const open = await reached(kafka.brokers.map(addressOf), kafka.tls, signal)
        await checkKafka({ ...endpoints, kafka: { ...kafka, brokers: open.map(addressText) } }, signal)
        return answers(null)
      },
    },
    connect: {
      asked: { service: 'connect', address: connectAddress, user: connect.account?.user ?? null },
      run: async (signal) => {
        await dial(connectAt.address, connectAt.tls, signal)
        return answers(await checkConnect(endpoints, connectAddress, signal))
      },
    },
    clickhouse: {
      asked: { service: 'clickhouse', address: clickhouseAddress, user: clickhouse.user },
      run: async (signal) => {
        await dial(clickhouseAt.address, clickhouseAt.tls, signal)
        return answers(await checkClickhouse(endpoints, clickhouseAddress, signal))
      },
    },
    redis: {
      asked: { service: 'redis', address: redis.nodes.map(addressText).join(', '), user: redis.username },
      run: async (signal) => {
        const [node] = await reached(redis.nodes, redis.tls, signal)
        if (node === undefined) throw new Error('no node is named')
        return answers(await checkRedis(endpoints, node, signal))
      },
    },
  }
}

/** Asks until the limit; a client that goes on beyond it is left to end by itself. */
async function ask(
  { asked, run }: Check,
  endpoints: Endpoints,
  signal: AbortSignal,
  limitMs: number,
): Promise<RemoteAnswer> {
  try {
    return await withLimit(signal, limitMs, (limited) =>
      Promise.race([
        run(limited),
        new Promise<never>((_resolve, reject) => {
          limited.addEventListener(
            'abort',
            () => reject(limited.reason instanceof Error ? limited.reason : new Error('stopped')),
            { once: true },
          )
        }),
      ]),
    )
  } catch (thrown) {
    signal.throwIfAborted()
    const failure = toFailure(remoteFailure(thrown, { ...asked, limitSeconds: limitMs / 1_000 }))
    const cause = failure.cause === null ? null : hideSecrets(new Error(failure.cause), endpoints).message
    return { state: 'failed', failure: { ...failure, cause } }
  }
}

/**
 * Asks all five services at once, each within its limit.
 * @returns of each its version, or why it does not answer: refused, unreachable, late, TLS, account, database…
 * @throws only `signal`'s reason.
 */
export async function checkRemote(
  endpoints: Endpoints,
  signal: AbortSignal,
  limitMs = remoteLimitMs,
): Promise<RemoteAnswers> {
  const checks = checksOf(endpoints)
  const answer = (name: ServiceName): Promise<RemoteAnswer> => ask(checks[name], endpoints, signal, limitMs)
  const [postgres, kafka, connect, clickhouse, redis] = await Promise.all([
    answer('postgres'),
    answer('kafka'),
    answer('connect'),
    answer('clickhouse'),
    answer('redis'),
  ])
  return { postgres, kafka, connect, clickhouse, redis }
}

/** One of the five, for a probe. As {@link checkRemote}. */
export function checkRemoteService(
  endpoints: Endpoints,
  name: ServiceName,
  signal: AbortSignal,
  limitMs = remoteLimitMs,
): Promise<RemoteAnswer> {
  return ask(checksOf(endpoints)[name], endpoints, signal, limitMs)
}
