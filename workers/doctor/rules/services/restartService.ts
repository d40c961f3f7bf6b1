import type { Fix } from '../../rule'
import { answers } from './answers'

/** Restarts the service that a finding is about. */
export const restartService: Fix = {
  safe: true,
  run: async ({ ask, facts }, { subject }) => {
    const service = facts.stack?.services.find(({ name }) => name === subject)
    if (service !== undefined) await ask('service.restart', { name: service.name })
  },
  works: (facts, { subject }) => answers(facts, subject),
  settleMs: 90_000,
}
