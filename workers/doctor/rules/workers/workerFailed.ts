import { isUp } from '../../facts'
import { defineRule } from '../../rule'
import { endedWords } from '../endedWords'
import { isNeeded, partsOf, restartWorker } from './workers'

/** A worker that ended by itself: given up, on its way back, or back again and again. */
export const workerFailed = defineRule({
  id: 'worker_failed',
  breaks: [],
  symptomOf: ['engine', 'machine', 'kafka', 'redis', 'topics'],
  words: {
    sentence: { en: '{{worker}} does not run: it ended by itself.', ar: '{{worker}} لا يعمل: انتهى من تلقاء نفسه.' },
    hurts: {
      en: 'What it does waits; nothing is lost as long as the topics keep the records.',
      ar: 'ينتظر ما كان يقوم به، ولا يضيع شيء ما دامت المواضيع تحتفظ بالسجلات.',
    },
    evidence: {
      ...endedWords,
      reason: { en: '{{failure}}', ar: '{{failure}}' },
    },
    fixes: { restart: { summary: { en: 'Start {{worker}} now.', ar: 'تشغيل {{worker}} الآن.' } } },
  },
  find: (facts) =>
    (isUp(facts) ? facts.workers : [])
      .filter(({ state }) => state === 'failed' || state === 'backoff')
      .map(({ name, state, restarts, failure }) => ({
        subject: name,
        severity: isNeeded(name) ? ('fail' as const) : ('warn' as const),
        values: { worker: { name } },
        evidence: [
          {
            word: state === 'failed' ? ('given_up' as const) : ('backoff' as const),
            values: { restarts },
            command: 'npm run marsad -- status',
          },
          ...(failure === null
            ? []
            : [
                {
                  word: 'reason' as const,
                  values: { failure: { failure } },
                },
              ]),
        ],
        fixes: state === 'failed' ? (['restart'] as const) : [],
        breaks: partsOf(name),
      })),
  fixes: { restart: restartWorker },
})
