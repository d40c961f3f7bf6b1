import type { Fix } from '../../rule'
import { answers } from './answers'

/** Starts the service that a finding is about. */
export const startService: Fix = {
  safe: true,
  run: async ({ ask, facts }, { subject }) => {
    const service = facts.stack?.services.find(({ name }) => name === subject)
    if (service !== undefined) await ask('service.start', { name: service.name })
  },
  works: (facts, { subject }) => answers(facts, subject),
  settleMs: 60_000,
}
