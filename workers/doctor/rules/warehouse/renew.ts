/** Gives the Kafka table a new consumer, which goes on from the group's committed offsets: nothing is lost, and what comes twice replaces itself. */
import { pause } from '../../../shared/pause'
import { sqlFile } from '../../../shared/sqlFile'
import type { Fix, FixWords } from '../../rule'

const attempts = 5
const againMs = 1_000

export const renew: Fix = {
  safe: true,
  run: async ({ services: { clickhouse, paths }, signal }) => {
    await clickhouse.command({ query: sqlFile(paths, 'clickhouse/stack/detach_consumer.sql'), abort_signal: signal })
    // A table that stays detached reads nothing: its way back is tried more than once, and without the signal.
    for (let attempt = 1; ; attempt += 1) {
      try {
        await clickhouse.command({ query: sqlFile(paths, 'clickhouse/stack/attach_consumer.sql') })
        return
      } catch (thrown) {
        if (attempt === attempts) throw thrown
      }
      await pause(againMs, signal)
    }
  },
  settleMs: 60_000,
}

export const renewWords: FixWords = {
  summary: {
    en: 'Detach the Kafka table and attach it again: a new consumer goes on from the committed offsets.',
    ar: 'فصل جدول كافكا ثم وصله من جديد: يواصل مستهلك جديد من الإزاحات المثبتة.',
  },
}
