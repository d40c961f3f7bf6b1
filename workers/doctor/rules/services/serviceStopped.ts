import type { Part } from '../../../../contract/doctor'
import type { ServiceName } from '../../../../contract/snapshot'
import { runningServices } from '../../facts'
import { defineRule } from '../../rule'
import { startService } from './startService'

/** A service that somebody stopped while the pipeline needs it. */
export const serviceStopped = defineRule({
  id: 'service_stopped',
  breaks: [],
  symptomOf: ['engine', 'machine'],
  words: {
    sentence: { en: '{{service}} is stopped.', ar: '{{service}} متوقف.' },
    hurts: {
      en: 'What comes after it waits; nothing is lost as long as the log and the topics are kept.',
      ar: 'ما يأتي بعده ينتظر، ولا يضيع شيء ما دام السجل والمواضيع محفوظة.',
    },
    evidence: {
      state: { en: 'Its state is “{{state}}” for {{age}}.', ar: 'حالته {{state}} منذ {{age}}.' },
    },
    fixes: {
      start: { summary: { en: 'Start {{service}}.', ar: 'تشغيل {{service}}.' } },
    },
  },
  find: (facts) =>
    runningServices(facts)
      .filter(({ state }) => state === 'stopped')
      .map(({ name, state, since }) => ({
        subject: name,
        severity: 'fail' as const,
        values: { service: { name } },
        evidence: [
          {
            word: 'state' as const,
            values: { state, age: { ms: facts.now - since } },
            command: 'npm run marsad -- status',
          },
        ],
        breaks: brokenBy(name),
      })),
  fixes: { start: startService },
})

/** The parts of the way that a service carries. */
export function brokenBy(service: ServiceName): readonly Part[] {
  switch (service) {
    case 'postgres':
      return ['postgres', 'connect', 'capture', 'topics', 'enricher', 'warehouse', 'leaderboard']
    case 'kafka':
      return ['kafka', 'connect', 'capture', 'topics', 'enricher', 'warehouse', 'leaderboard', 'observer']
    case 'connect':
      return ['connect', 'capture']
    case 'clickhouse':
      return ['clickhouse', 'warehouse']
    case 'redis':
      return ['redis', 'leaderboard']
  }
}
