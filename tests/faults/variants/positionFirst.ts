/** Positive control "auto-commit", for workers/enricher/commitTogether.ts: the position is committed apart from the output, and before it. */
import type { commitTogether as plain } from '../../../workers/enricher/commitTogether'
import { crashPoint } from './crashPoint'

export const commitTogether: typeof plain = async (steps, records, position) => {
  await steps.sendPosition(position)
  await steps.commit()
  if (records.length > 0) crashPoint('between_commits', { records: records.length })
  await steps.produce(records)
  await steps.commit()
}
