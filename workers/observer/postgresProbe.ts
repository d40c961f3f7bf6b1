import type pg from 'pg'
import type { PipelineSnapshot, Reading } from '../../contract/snapshot'
import type { Paths } from '../../contract/workers'
import { createLiveCount } from './liveCount'
import { postgresCount } from './postgresCount'

type Postgres = PipelineSnapshot['postgres'] extends Reading<infer T> ? T : never

/** Reads how many events and contents there are. `countNow` counts the events one by one; `settled` waits for a count that still runs. */
export function postgresReader(
  pool: pg.Pool,
  paths: Paths,
  clock: () => number,
): { read: () => Promise<Postgres>; countNow: () => Promise<number>; settled: () => Promise<void> } {
  const source = postgresCount(pool, paths)
  const counter = createLiveCount(source, clock)
  return {
    read: async () => {
      const { rows, extra, countedAt, ratePerSecond } = await counter.read()
      return { events: rows, contents: extra, countedAt, ratePerSecond }
    },
    countNow: async () => (await source.count()).rows,
    settled: () => counter.settled(),
  }
}
