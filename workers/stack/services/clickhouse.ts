/** The ClickHouse engine in a plain Node process of its own (workers/clickhouse-host), on ClickHouse's HTTP port. */
import { join } from 'node:path'
import { publishedAccounts } from '../../../contract/loopbackEndpoints'
import { withLimit } from '../../../common/withLimit'
import { makeStore } from '../data/ownership'
import { answerLimitMs, runsAs, type Place, type ServiceDescription } from './description'
import { scrubbedEnvironment } from './environment'

/** Longer than the engine takes to load or to give up a thread on a busy machine. */
const hangLimitMs = 30_000

export function describeClickhouse(place: Place): ServiceDescription {
  const home = place.folder.store('clickhouse')
  const { url, user, password } = place.endpoints.clickhouse
  return {
    name: 'clickhouse',
    port: place.ports.clickhouse,
    command: {
      file: place.paths.node,
      args: [join(place.paths.entries, 'clickhouse-host.js'), '--port', String(place.ports.clickhouse), '--path', home],
      // Passwords travel in the environment: a command line is seen by everybody on the machine.
      // Each running statement holds a thread of libuv's pool, whose size Node reads at its start only.
      env: scrubbedEnvironment(process.env, {
        MARSAD_CLICKHOUSE_USER: publishedAccounts.clickhouse.user,
        MARSAD_CLICKHOUSE_PASSWORD: publishedAccounts.clickhouse.password,
        MARSAD_CLICKHOUSE_CONSOLE_PASSWORD: place.credentials.clickhouse,
        UV_THREADPOOL_SIZE: '16',
      }),
      cwd: place.folder.root,
      account: runsAs(place),
    },
    files: [],
    prepareData: () => makeStore(home, runsAs(place)),
    answers: (signal) =>
      withLimit(signal, answerLimitMs, async (limited) => {
        const answer = await fetch(new URL('/?query=SELECT%20version()', url), {
          headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password },
          signal: limited,
        })
        const body = await answer.text()
        if (!answer.ok) throw new Error(`${answer.status} ${body}`)
        return body.trim()
      }),
    liveness: {
      ping: (signal) =>
        withLimit(signal, answerLimitMs, async (limited) => {
          const answer = await fetch(new URL('/ping', url), { signal: limited })
          await answer.text()
        }),
      limitMs: hangLimitMs,
    },
    startLimitMs: 120_000,
    stop: { signal: 'SIGTERM', limitMs: 10_000 },
    stopRank: 1,
  }
}
