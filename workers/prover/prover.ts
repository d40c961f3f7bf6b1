/** The prover as a whole: its commands, one job at a time, and what it tells of them. */
import { commands } from '../../contract/commands'
import { MarsadError } from '../../contract/errors'
import { shownDifferences, type ReconcileResult, type RepairResult } from '../../contract/proof'
import type { Endpoints } from '../../contract/workers'
import { handler, type RunningWorker, type WorkerContext } from '../shared/worker'
import { createJobs, type JobContext } from './jobs'
import { reconcile, type Comparison } from './reconcile'
import { openServices, type Services } from './services'

export function startProver(context: WorkerContext): Promise<RunningWorker> {
  const { endpoints, settings, paths } = context.config
  const log = context.log.bind(context)
  if (endpoints === null) return Promise.reject(new MarsadError('not_running'))
  let latest: { readonly comparison: Comparison; readonly repair: RepairResult | null } | null = null
  const jobs = createJobs(
    { reconcile: null, repair: null, backfill: null, resumable: null },
    (snapshot) => context.emit({ kind: 'proof', snapshot }),
    (thrown) => log('error', thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)),
    Date.now,
  )

  /** Services are opened for a job and closed with it: at rest nothing is held. */
  const withServices =
    (at: Endpoints, work: (services: Services, job: JobContext) => Promise<void>) =>
    async (job: JobContext): Promise<void> => {
      const services = openServices(at, paths, settings, log)
      try {
        await work(services, job)
      } finally {
        await services.close()
      }
    }

  return Promise.resolve({
    handlers: {
      'reconcile.start': handler(commands['reconcile.start'].input, ({ span, waitMs }) => {
        const work = withServices(endpoints, async (services, { signal, progress, publish }) => {
          const comparison = await reconcile({ services, span, waitMs, progress, signal, now: Date.now })
          latest = { comparison, repair: null }
          publish({ reconcile: shown(comparison.result), repair: null })
        })
        return Promise.resolve({ job: jobs.start('reconcile', work) })
      }),
      'reconcile.cancel': handler(commands['reconcile.cancel'].input, async () => {
        await jobs.cancel(['reconcile', 'repair'])
        return null
      }),
      'reconcile.result': handler(commands['reconcile.result'].input, () =>
        Promise.resolve({ result: latest?.comparison.result ?? null, repair: latest?.repair ?? null }),
      ),
    },
    close: () => jobs.close(),
  })
}

/** A result as it travels in snapshots. */
function shown(result: ReconcileResult): ReconcileResult {
  const { lost, doubled, altered, leaderboard } = result
  return {
    ...result,
    lost: lost.slice(0, shownDifferences),
    doubled: doubled.slice(0, shownDifferences),
    altered: altered.slice(0, shownDifferences),
    leaderboard: { ...leaderboard, wrong: leaderboard.wrong.slice(0, shownDifferences) },
  }
}
