import { defineRule } from '../../rule'
import { neededWorkers, restartWorker } from './workers'

/** A worker that is up for so long has got over it, in milliseconds. */
const steadyMs = 60_000
const many = 3

/** A worker that ends and begins again and again, though it is up just now. */
export const workerLooping = defineRule({
  id: 'worker_looping',
  breaks: [],
  symptomOf: ['engine', 'machine', 'kafka', 'redis', 'topics', 'enricher', 'leaderboard', 'observer'],
  words: {
    sentence: {
      en: '{{worker}} ends again and again: {{restarts}} restarts.',
      ar: 'ينتهي {{worker}} مرة بعد مرة: أُعيد تشغيله {{restarts}} مرات.',
    },
    hurts: {
      en: 'It gets little done between its restarts, and after a few more it is given up.',
      ar: 'لا ينجز إلا القليل بين مرة وأخرى، وبعد مرات قليلة يُترك.',
    },
    evidence: {
      young: { en: 'Its present process is {{age}} old.', ar: 'عمر عمليته الحالية {{age}}.' },
      log: { en: 'Why it ended is in its log.', ar: 'سبب نهايته في سجله.' },
    },
    fixes: {
      restart: { summary: { en: 'Start {{worker}} afresh.', ar: 'بدء {{worker}} من جديد.' } },
    },
  },
  find: (facts) =>
    neededWorkers(facts)
      .filter(({ state, restarts, since }) => state === 'running' && restarts >= many && facts.now - since < steadyMs)
      .map(({ name, restarts, since }) => ({
        subject: name,
        severity: 'warn' as const,
        values: { worker: { name }, restarts },
        evidence: [
          {
            word: 'young' as const,
            values: { age: { ms: Math.max(0, facts.now - since) } },
            command: 'npm run marsad -- status',
          },
          { word: 'log' as const },
        ],
      })),
  fixes: { restart: restartWorker },
})
