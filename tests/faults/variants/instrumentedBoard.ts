/** Stands for workers/leaderboard/boardStore.ts: the same store, with crash points around its script. */
import { openBoardStore as openPlain, type BoardStore } from '../../../workers/leaderboard/boardStore'
import { crashPoint } from './crashPoint'

export * from '../../../workers/leaderboard/boardStore'

export const leaderboardPoints = ['before_script', 'after_script'] as const

export const openBoardStore: typeof openPlain = (...args): BoardStore => {
  const store = openPlain(...args)
  return {
    ...store,
    apply: async (partition, batchPlace, batch) => {
      const point = (name: (typeof leaderboardPoints)[number]): void => {
        if (batch.minutes.length > 0) crashPoint(name, { partition, minutes: batch.minutes.length })
      }
      point('before_script')
      const answer = await store.apply(partition, batchPlace, batch)
      if (answer.kind === 'applied') point('after_script')
      return answer
    },
  }
}
