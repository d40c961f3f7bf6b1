/** One transaction of an input partition: output, dead letters and the input's offset, all or nothing. */
import type { Outgoing } from './outgoing'
import type { InputPosition, ProducerSteps } from './producerSteps'

/** Commits records and position in one transaction. Rejections: see {@link ProducerSteps}. */
export async function commitTogether(
  steps: Pick<ProducerSteps, 'produce' | 'sendPosition' | 'commit'>,
  records: readonly Outgoing[],
  position: InputPosition,
): Promise<void> {
  await steps.produce(records)
  await steps.sendPosition(position)
  await steps.commit()
}
