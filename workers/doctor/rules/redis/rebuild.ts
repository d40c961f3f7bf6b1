import { rebuildBoard } from '../../../shared/beginBoardAnew'
import type { Fix, FixWords } from '../../rule'

export const rebuildWords: FixWords = {
  summary: {
    en: 'Begin the leaderboard anew; it is rebuilt from the topic for the last hour.',
    ar: 'بدء لوحة الصدارة من جديد؛ يُعاد بناؤها من الموضوع للساعة الأخيرة.',
  },
}

/** Begins the leaderboard anew, and its worker, which then reads the topic again. */
export const rebuild: Fix = {
  safe: true,
  run: async ({ services: { redis, paths, prefix }, ask, signal }) => {
    await rebuildBoard(redis, paths.sql, prefix, Date.now, signal)
    await ask('worker.restart', { name: 'leaderboard' })
  },
  settleMs: 60_000,
}
