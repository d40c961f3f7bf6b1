import { runningServices } from '../../facts'
import { defineRule } from '../../rule'
import { brokenBy } from './serviceStopped'

/** A service on its way up, or down, while the stack runs: what it lacks now will pass. */
export const serviceStarting = defineRule({
  id: 'service_starting',
  breaks: [],
  symptomOf: ['engine', 'machine'],
  words: {
    sentence: { en: '{{service}} is not up yet.', ar: '{{service}} لم يصبح جاهزًا بعد.' },
    hurts: { en: 'What comes after it waits for a moment.', ar: 'ما يأتي بعده ينتظر قليلًا.' },
    evidence: {
      state: { en: 'Its state is “{{state}}” for {{age}}.', ar: 'حالته {{state}} منذ {{age}}.' },
      waits: { en: 'It waits for: {{wait}}.', ar: 'ينتظر: {{wait}}.' },
    },
    fixes: {},
  },
  find: (facts) =>
    runningServices(facts)
      .filter(({ state }) => state === 'starting' || state === 'stopping')
      .map(({ name, state, since, waitingFor }) => ({
        subject: name,
        severity: 'warn' as const,
        values: { service: { name } },
        evidence: [
          { word: 'state' as const, values: { state, age: { ms: facts.now - since } } },
          ...(waitingFor === null ? [] : [{ word: 'waits' as const, values: { wait: waitingFor } }]),
        ],
        breaks: brokenBy(name),
      })),
  fixes: {},
})
