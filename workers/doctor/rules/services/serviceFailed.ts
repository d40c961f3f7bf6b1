import { runningServices } from '../../facts'
import { defineRule } from '../../rule'
import { endedWords } from '../endedWords'
import { startService } from './startService'
import { brokenBy } from './serviceStopped'

/** A service that ended by itself: on its way back, or given up. */
export const serviceFailed = defineRule({
  id: 'service_failed',
  breaks: [],
  symptomOf: ['engine', 'machine'],
  words: {
    sentence: {
      en: '{{service}} ended by itself and does not run.',
      ar: 'انتهى {{service}} من تلقاء نفسه ولا يعمل.',
    },
    hurts: {
      en: 'Everything behind it waits until it is back.',
      ar: 'كل ما بعده ينتظر حتى يعود.',
    },
    evidence: {
      ...endedWords,
      ended: { en: '{{failure}}', ar: '{{failure}}' },
      log: { en: 'Its last line: {{line}}', ar: 'آخر سطر كتبه: {{line}}' },
    },
    fixes: {
      start: { summary: { en: 'Start {{service}} now.', ar: 'تشغيل {{service}} الآن.' } },
    },
  },
  find: (facts) =>
    runningServices(facts)
      .filter(({ state }) => state === 'failed' || state === 'backoff')
      .map(({ name, state, restarts, failure, lastLog }) => {
        const line = lastLog.findLast((text) => text.trim() !== '')
        return {
          subject: name,
          severity: 'fail' as const,
          values: { service: { name } },
          evidence: [
            { word: state === 'failed' ? ('given_up' as const) : ('backoff' as const), values: { restarts } },
            ...(failure === null
              ? []
              : [
                  {
                    word: 'ended' as const,
                    values: { failure: { failure } },
                  },
                ]),
            ...(line === undefined ? [] : [{ word: 'log' as const, values: { line } }]),
          ],
          // On its way back already: a press would only fight the supervisor.
          fixes: state === 'failed' ? (['start'] as const) : [],
          breaks: brokenBy(name),
        }
      }),
  fixes: { start: startService },
})
