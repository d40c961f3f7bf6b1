/** Positive control "no re-read", for workers/enricher/producerSteps.ts: notes the position of each commit that was answered. */
import {
  openProducerSteps as openPlain,
  type InputPosition,
  type OpenProducerSteps,
} from '../../../workers/enricher/producerSteps'
import { crashingSteps } from './crashingSteps'
import { remember } from './rememberedPosition'

export * from '../../../workers/enricher/producerSteps'

export const openProducerSteps: OpenProducerSteps = async (...args) => {
  const steps = await openPlain(...args)
  let sent: InputPosition | undefined
  return crashingSteps({
    ...steps,
    sendPosition: async (position) => {
      await steps.sendPosition(position)
      sent = position
    },
    commit: async () => {
      await steps.commit()
      if (sent !== undefined) remember(sent.partition, sent.next, sent.metadata)
    },
  })
}
