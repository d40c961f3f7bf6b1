/** Puts crash points between the steps of a transaction of the enricher. */
import type { ProducerSteps } from '../../../workers/enricher/producerSteps'
import { crashPoint } from './crashPoint'

/** Points that fire only where the transaction holds records, so that there is something to lose or to double. */
export const enricherPoints = ['after_produce', 'after_offsets', 'before_commit', 'after_commit'] as const

export function crashingSteps(steps: ProducerSteps): ProducerSteps {
  let records = 0
  const point = (name: (typeof enricherPoints)[number]): void => {
    if (records > 0) crashPoint(name, { records })
  }
  return {
    produce: async (batch) => {
      records = batch.length
      await steps.produce(batch)
      point('after_produce')
    },
    sendPosition: async (position) => {
      await steps.sendPosition(position)
      point('after_offsets')
    },
    commit: async () => {
      point('before_commit')
      await steps.commit()
      point('after_commit')
    },
    close: () => steps.close(),
  }
}
