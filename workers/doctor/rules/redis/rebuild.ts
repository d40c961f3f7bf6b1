import { MarsadError } from '../../../../contract/errors'
import { jobState } from '../../../../contract/jobState'
import { rebuildBoard } from '../../../pipeline/leaderboard/resetLeaderboard'
import { holdsWindow } from '../../../pipeline/leaderboard/leaderboardTopic'
import { pause } from '../../../../common/pause'
import type { Fix, FixTools, FixWords } from '../../rule'

export const rebuildWords: FixWords = {
  summary: {
    en: 'Begin the leaderboard anew; it is rebuilt from the topic for the last hour. What the topic no longer holds of it is written again from Postgres first.',
    ar: 'بدء لوحة الصدارة من جديد؛ يُعاد بناؤها من الموضوع للساعة الأخيرة. وما لم يعد في الموضوع منها يُكتب من Postgres مرة أخرى قبل ذلك.',
  },
}

/** Begins the leaderboard anew, and its worker, which then reads the topic again. */
export const rebuild: Fix = {
  safe: true,
  run: async (tools) => {
    const { services, ask, signal } = tools
    if (!(await holdsWindow(services.kafka, Date.now()))) await tellWindowAgain(tools)
    await rebuildBoard(services.redis, services.paths.sql, services.prefix, Date.now, signal)
    await ask('worker.restart', { name: 'leaderboard' })
  },
  settleMs: 60_000,
}

const lookEveryMs = 500

/** @throws MarsadError `job_running` while the prover does something else, `job_cancelled`, `worker_exited`, or what the backfill failed with */
async function tellWindowAgain({ ask, signal }: FixTools): Promise<void> {
  const { job } = await ask('backfill.start', { what: { from: 'window' }, eventsPerSecond: null, agreed: true })
  for (;;) {
    const state = jobState((await ask('app.snapshot', {})).proof?.job, job)
    if (state === 'done') return
    if (state === 'cancelled') throw new MarsadError('job_cancelled')
    await pause(lookEveryMs, signal)
  }
}
