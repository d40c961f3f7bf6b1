import { defineRule } from '../../rule'
import { isLooping, loopingSentence, young } from '../looping'
import { neededWorkers, restartWorker } from './workers'

/** A worker that ends and begins again and again, though it is up just now. */
export const workerLooping = defineRule({
  id: 'worker_looping',
  breaks: [],
  symptomOf: ['engine', 'machine', 'kafka', 'redis', 'topics', 'enricher', 'leaderboard', 'observer'],
  words: {
    sentence: loopingSentence('worker'),
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
      .filter((worker) => isLooping(worker, facts.now))
      .map((worker) => ({
        subject: worker.name,
        severity: 'warn' as const,
        values: { worker: { name: worker.name }, restarts: worker.recentRestarts },
        evidence: [young(worker, facts.now), { word: 'log' as const }],
      })),
  fixes: { restart: restartWorker },
})
