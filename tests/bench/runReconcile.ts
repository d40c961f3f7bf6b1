/** What a comparison of many events costs: its time, the prover's processor time and its peak of memory. Linux only. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { known } from '../../contract/known'
import { reconcileResultSchema } from '../../contract/proof'
import { runCli } from '../support/cli'
import { ask, newDataDir, startInstance, stopInstance, writeSettings } from '../support/instance'
import { insertContent, openStores, type Stores } from '../support/pipeline'
import { waitFor } from '../support/waitFor'
import { machine, type Machine } from './machine'

const runs = 5
const contents = 200
const rowsAtOnce = 50_000

interface Run {
  took_ms: number
  processor_seconds: number
  peak_rss_mib: number
}

/** Events spread over the last half hour, inserted by Postgres itself. */
async function insertMany(stores: Stores, count: number): Promise<void> {
  const ids: string[] = []
  for (let index = 0; index < contents; index += 1) ids.push(await insertContent(stores))
  for (let done = 0; done < count; done += rowsAtOnce) {
    await stores.postgres.query(
      `INSERT INTO engagement_events (content_id, user_id, event_type, event_ts, duration_ms, device, raw_payload)
       SELECT ($1::uuid[])[1 + n % cardinality($1::uuid[])], gen_random_uuid(), (ARRAY['play', 'pause', 'finish', 'click'])[1 + n % 4],
         now() - interval '1 minute' - make_interval(secs => n % 1800), 1000 + n % 100000, (ARRAY['ios', 'android', 'web'])[1 + n % 3],
         '{"source":"bench"}'
       FROM generate_series($2::int, $3::int) AS n`,
      [ids, done + 1, Math.min(count, done + rowsAtOnce)],
    )
  }
}

/** Resident memory's peak of a process, in MiB, and its processor time so far, in seconds (clock ticks of 10 ms). */
async function usageOf(pid: number): Promise<{ peak: number; seconds: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return {
    peak: Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024,
    seconds: (Number(fields[11]) + Number(fields[12])) / 100,
  }
}

async function proverUsage(dataDir: string): Promise<{ peak: number; seconds: number }> {
  const { workers } = await ask(dataDir, 'app.snapshot', {})
  const pid = workers.find(({ name }) => name === 'prover')?.pid ?? null
  return pid === null ? { peak: 0, seconds: 0 } : usageOf(pid)
}

/** @param args how many events (1,000,000 unless told) */
export async function run(
  args: readonly string[],
): Promise<{ machine: Machine; events: number; median_took_ms: number; peak_rss_mib: number; runs: Run[] }> {
  const count = z.coerce
    .number()
    .int()
    .min(1)
    .parse(args[0] ?? 1_000_000)
  const dataDir = await newDataDir()
  await writeSettings(dataDir, { traffic: { enabled: false, eventsPerSecond: 1 } })
  const instance = await startInstance(dataDir)
  const stores = await openStores(dataDir)
  try {
    await insertMany(stores, count)
    await waitFor(
      'every event to have reached every store',
      async () => {
        const { pipeline } = await ask(dataDir, 'app.snapshot', {})
        const distinct = known(pipeline?.clickhouse)?.distinct ?? 0
        const lag = known(pipeline?.groups)?.reduce((sum, one) => sum + one.lag, 0) ?? 1
        return distinct === count && lag < 100
      },
      1_800_000,
      1_000,
    )
    const found: Run[] = []
    for (let index = 0; index < runs; index += 1) {
      const before = await proverUsage(dataDir)
      const { code, stdout, stderr } = await runCli(['reconcile', '--from', '-3h', '--json', '--data', dataDir])
      if (code !== 0) throw new Error(`reconcile exited with ${String(code)}: ${stderr}${stdout}`)
      const result = reconcileResultSchema.parse(JSON.parse(stdout))
      if (result.stores.clickhouse.count !== count)
        throw new Error(`only ${result.stores.clickhouse.count} were compared`)
      const after = await proverUsage(dataDir)
      found.push({
        took_ms: result.took_ms,
        processor_seconds: Math.round((after.seconds - before.seconds) * 100) / 100,
        peak_rss_mib: Math.round(after.peak),
      })
    }
    const times = found.map(({ took_ms: ms }) => ms).sort((a, b) => a - b)
    return {
      machine: machine(),
      events: count,
      median_took_ms: times[Math.floor(times.length / 2)] ?? 0,
      peak_rss_mib: Math.max(...found.map(({ peak_rss_mib: peak }) => peak)),
      runs: found,
    }
  } finally {
    await stores.close()
    await stopInstance(instance)
  }
}
