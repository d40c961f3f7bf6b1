import { runningServices } from '../../facts'
import { defineRule } from '../../rule'
import { restartService } from './restartService'
import { brokenBy } from './serviceStopped'
import { causesOfIllness } from './silentServices'

/** A container runs, but its own check fails, or somebody has paused it. */
export const serviceUnhealthy = defineRule({
  id: 'service_unhealthy',
  breaks: [],
  symptomOf: [],
  words: {
    sentence: { en: '{{service}} runs, but is not well.', ar: 'يعمل {{service}} لكنه ليس بخير.' },
    hurts: { en: 'Everything behind it waits until it answers.', ar: 'كل ما بعده ينتظر حتى يجيب.' },
    evidence: {
      why: { en: '{{failure}}', ar: '{{failure}}' },
      log: { en: 'Its last line: {{line}}', ar: 'آخر سطر كتبه: {{line}}' },
    },
    fixes: { restart: { summary: { en: 'Restart {{service}}.', ar: 'إعادة تشغيل {{service}}.' } } },
  },
  find: (facts) =>
    runningServices(facts).flatMap((service) => {
      const { name, state, failure, lastLog, container } = service
      if (state !== 'running' || failure === null) return []
      // Connect's health is also that of its connector, which has rules of its own.
      if (failure.code === 'connector_failed') return []
      const line = lastLog.findLast((text) => text.trim() !== '')
      return [
        {
          subject: name,
          severity: 'fail' as const,
          values: { service: { name } },
          evidence: [
            {
              word: 'why' as const,
              values: { failure: { failure } },
              ...(container === null ? {} : { command: `docker inspect ${container.name} --format '{{json .State}}'` }),
            },
            ...(line === undefined ? [] : [{ word: 'log' as const, values: { line } }]),
          ],
          breaks: brokenBy(name),
          symptomOf: causesOfIllness(facts, service),
        },
      ]
    }),
  fixes: { restart: restartService },
})
