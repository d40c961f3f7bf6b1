import type { Status } from '../contract/commands'
import type { ElectronSnapshot } from '../contract/electronSupport'
import type { Leftovers } from '../contract/leftovers'
import { longestWindowMinutes } from '../contract/pipeline'
import { defaultSettings } from '../contract/settings'
import type { ConsoleSnapshot, Reading, WorkerName } from '../contract/snapshot'

/** What is known now, or what was known last. */
export function lastKnown<T>(reading: Reading<T> | undefined): T | null {
  if (reading === undefined) return null
  return reading.state === 'known' ? reading.value : (reading.last?.value ?? null)
}

/** No console runs on that data folder. */
export function noStatus(
  dataFolder: string,
  leftRunning: Leftovers['holders'],
  electron: ElectronSnapshot | null,
): Status {
  return {
    running: false,
    ready: false,
    stack: defaultSettings.stack.kind,
    data_dir: dataFolder,
    left_running: leftRunning.map(({ service, pid }) => ({ name: service, pid })),
    electron,
    services: [],
    workers: [],
    counts: null,
    leaderboard: [],
  }
}

/** Where a worker shows its metrics, for those that do. */
function metricsOf(
  name: WorkerName,
  pid: number | null,
  pipeline: ConsoleSnapshot['pipeline'],
): Pick<Status['workers'][number], 'metrics'> {
  if (name !== 'enricher' && name !== 'leaderboard') return {}
  const stats = name === 'enricher' ? lastKnown(pipeline?.enricher) : lastKnown(pipeline?.leaderboardWorker)
  const port = stats?.metricsPort
  return { metrics: pid === null || port === undefined ? null : `http://127.0.0.1:${port}/metrics` }
}

/** A console's snapshot as `marsad status --json` prints it. */
export function statusOf(snapshot: ConsoleSnapshot): Status {
  const { stack, workers, pipeline } = snapshot
  const board = lastKnown(pipeline?.leaderboards)?.find((one) => one.window === longestWindowMinutes)
  const tally = lastKnown(pipeline?.tally)
  const warehouse = lastKnown(pipeline?.clickhouse)
  return {
    running: stack.phase !== 'stopped',
    ready: stack.phase === 'ready',
    stack: stack.kind,
    data_dir: stack.dataDir,
    left_running: [],
    electron: snapshot.electron,
    services: stack.services.map(({ name, state, pid, host, port, version }) => ({
      name,
      state,
      pid,
      host,
      port,
      version,
    })),
    workers: workers.map(({ name, state, pid, restarts }) => ({
      name,
      state,
      pid,
      restarts,
      ...metricsOf(name, pid, pipeline),
    })),
    counts:
      pipeline === null
        ? null
        : {
            postgres_events: lastKnown(pipeline.postgres)?.events ?? null,
            flat: tally?.flat ?? null,
            enriched: tally?.enriched ?? null,
            clickhouse_distinct: warehouse?.distinct ?? null,
            clickhouse_errors: warehouse?.errors ?? null,
            dead_letters: tally?.deadLetters ?? null,
          },
    leaderboard: (board?.rows ?? []).slice(0, 10).map(({ rank, contentId, title, seconds }) => ({
      rank,
      content_id: contentId,
      title,
      seconds: Number(seconds),
    })),
  }
}
