/** Gives the Kafka table a new consumer, which goes on from the group's committed offsets: nothing is lost, and what comes twice replaces itself. */
import { renewConsumer } from '../../../shared/renewConsumer'
import type { Fix, FixWords } from '../../rule'

export const renew: Fix = {
  safe: true,
  run: ({ services: { clickhouse, paths }, signal }) => renewConsumer(clickhouse, paths, signal),
  settleMs: 60_000,
}

export const renewWords: FixWords = {
  summary: {
    en: 'Detach the Kafka table and attach it again: a new consumer goes on from the committed offsets.',
    ar: 'فصل جدول كافكا ثم وصله من جديد: يواصل مستهلك جديد من الإزاحات المثبتة.',
  },
}
