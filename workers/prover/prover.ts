/** The prover as a whole: its commands, one job at a time, and what it tells of them. */
import { join } from 'node:path'
import { z } from 'zod'
import { commands } from '../../contract/commands'
import { describeCause, MarsadError } from '../../contract/errors'
import {
  proofSpanSchema,
  reconcileResultSchema,
  repairResultSchema,
  shownDifferences,
  type BackfillResult,
  type ProofJob,
  type ProofSnapshot,
  type ReconcileResult,
} from '../../contract/proof'
import { sparseLog } from '../runtime/sparseLog'
import { handler, type RunningWorker, type WorkerContext } from '../runtime/worker'
import { backfill, backfillStateSchema, resumeBackfill, type BackfillState } from './backfill'
import { createJobs, type JobContext } from './jobs'
import { keptFile, type KeptFile } from '../runtime/keptFile'
import { needAgreement } from '../runtime/needAgreement'
import { reconcile } from './reconcile'
import { repair } from './repair'
import { tellWindowAgain } from './tellWindowAgain'
import { openServices, type Services } from './services'

/** The latest comparison as it is kept: a repair may be asked for when the process that found it has ended. */
const keptComparisonSchema = z.object({
  span: proofSpanSchema,
  waitMs: z.int(),
  result: reconcileResultSchema,
  toMend: z.array(z.int()),
  repair: repairResultSchema.nullable(),
})
type KeptComparison = z.infer<typeof keptComparisonSchema>

/** A comparison names the ids of what is missing: these are some 2 million. */
const keptLimit = 16 * 1024 * 1024

export async function startProver(context: WorkerContext): Promise<RunningWorker> {
  const { endpoints, settings, paths } = context.config
  const log = context.log.bind(context)
  const quiet = sparseLog(log)
  if (endpoints === null) throw new MarsadError('not_running')
  const kept = <S extends z.ZodType>(name: string, schema: S): KeptFile<z.output<S>> =>
    keptFile(join(paths.data, 'prover', name), schema, (text) => log('warn', text), keptLimit)
  const comparisonFile = kept('comparison.json', keptComparisonSchema)
  const backfillFile = kept('backfill.json', backfillStateSchema)
  let latest: KeptComparison | null = await comparisonFile.read()
  const initial = {
    reconcile: latest === null ? null : shown(latest.result),
    repair: latest?.repair ?? null,
    backfill: null,
    resumable: resumableOf(await backfillFile.read()),
  }
  const jobs = createJobs(
    initial,
    (snapshot) => context.emit({ kind: 'proof', snapshot }),
    (thrown) => log('error', describeCause(thrown)),
    Date.now,
  )

  /** Services are opened for a job and closed with it: at rest nothing is held. */
  const begin = (kind: ProofJob['kind'], work: (services: Services, job: JobContext) => Promise<void>): number =>
    jobs.start(kind, async (job) => {
      const services = openServices(endpoints, paths, settings, quiet)
      try {
        await work(services, job)
      } finally {
        await services.close()
      }
    })

  const keep = async (kept: KeptComparison, { publish }: JobContext): Promise<void> => {
    latest = kept
    await comparisonFile.write(kept)
    publish({ reconcile: shown(kept.result), repair: kept.repair })
  }

  return {
    handlers: {
      'reconcile.start': handler(commands['reconcile.start'].input, ({ span, waitMs }) =>
        answer(() =>
          begin('reconcile', async (services, job) => {
            const { signal, progress } = job
            const { result, toMend } = await reconcile({ services, span, waitMs, progress, signal, now: Date.now })
            await keep({ span, waitMs, result, toMend: [...toMend], repair: null }, job)
          }),
        ),
      ),
      'reconcile.repair': handler(commands['reconcile.repair'].input, ({ agreed }) =>
        answer(() => {
          needAgreement(settings, agreed)
          const found = latest
          if (found === null) throw new MarsadError('nothing_to_repair')
          const { span, waitMs } = found
          return begin('repair', async (services, job) => {
            const { signal, progress } = job
            const options = { services, span, waitMs, progress, signal, now: Date.now }
            const { comparison, repair: done } = await repair(found, options)
            const { result, toMend } = comparison
            await keep({ span, waitMs, result, toMend: [...toMend], repair: done }, job)
          })
        }),
      ),
      'reconcile.cancel': handler(commands['reconcile.cancel'].input, async () => {
        await jobs.cancel(['reconcile', 'repair'])
        return null
      }),
      'reconcile.result': handler(commands['reconcile.result'].input, () =>
        Promise.resolve({ result: latest?.result ?? null, repair: latest?.repair ?? null }),
      ),
      'backfill.start': handler(commands['backfill.start'].input, async ({ what, eventsPerSecond, agreed }) => {
        const dryRun = what.from === 'span' && what.dryRun
        if (!dryRun) needAgreement(settings, agreed)
        const kept = what.from === 'position' ? await backfillFile.read() : null
        if (what.from === 'position' && kept === null) throw new MarsadError('nothing_to_resume')
        const job = begin('backfill', async (services, { signal, progress, publish }) => {
          const options = {
            services,
            file: backfillFile,
            eventsPerSecond,
            progress,
            publish: (result: BackfillResult) => publish({ backfill: result }),
            signal,
            now: Date.now,
          }
          try {
            if (what.from === 'window') await tellWindowAgain(options)
            else if (what.from === 'span') await backfill(what, options)
            else if (kept !== null) await resumeBackfill(kept, options)
          } finally {
            publish({ resumable: resumableOf(await backfillFile.read()) })
          }
        })
        return { job }
      }),
      'backfill.cancel': handler(commands['backfill.cancel'].input, async () => {
        await jobs.cancel(['backfill'])
        return null
      }),
    },
    close: () => jobs.close(),
  }
}

/** Runs what begins a job; what it throws rejects. */
const answer = (start: () => number): Promise<{ job: number }> =>
  new Promise((resolve) => {
    resolve({ job: start() })
  })

const resumableOf = (state: BackfillState | null): ProofSnapshot['resumable'] =>
  state === null ? null : { position: state.position ?? 0, last: state.last }

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
