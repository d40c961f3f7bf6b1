/** Stands for workers/enricher/producerSteps.ts: the same steps, with crash points between them. */
import { openProducerSteps as openPlain, type OpenProducerSteps } from '../../../workers/enricher/producerSteps'
import { crashingSteps } from './crashingSteps'

export * from '../../../workers/enricher/producerSteps'

export const openProducerSteps: OpenProducerSteps = async (...args) => crashingSteps(await openPlain(...args))
