import { defineRule } from '../../rule'
import { mayWaitForTurn } from '../../quietParts'
import { lastWordAt, neededWorkers, partsOf, restartWorker } from './workers'

/** Workers tell of themselves once a second. */
const silentMs = 4_000
/** A worker that has just begun connects first. */
const youngMs = 20_000

/** What may be the cause, besides want of a turn. */
const causes = ['engine', 'machine', 'kafka', 'redis', 'topics', 'enricher', 'leaderboard', 'observer'] as const

/** A worker whose process is there, but that tells nothing: stopped with SIGSTOP, or stuck. */
export const workerSilent = defineRule({
  id: 'worker_silent',
  breaks: [],
  symptomOf: causes,
  words: {
    sentence: { en: '{{worker}} runs, but says nothing any more.', ar: 'يعمل {{worker}} لكنه لم يعد يقول شيئًا.' },
    hurts: {
      en: 'What it does waits; nothing is lost as long as the topics keep the records.',
      ar: 'ينتظر ما كان يقوم به، ولا يضيع شيء ما دامت المواضيع تحتفظ بالسجلات.',
    },
    evidence: {
      last: {
        en: 'It told of itself last {{age}} ago; it does so every second.',
        ar: 'آخر ما قاله قبل {{age}}، وهو يفعل ذلك كل ثانية.',
      },
      process: { en: 'Its process is {{pid}}.', ar: 'رقم عمليته {{pid}}.' },
    },
    fixes: {
      restart: {
        summary: {
          en: 'End its process and begin another; it goes on where it stood.',
          ar: 'إنهاء عمليته وبدء أخرى؛ تواصل من حيث وقفت.',
        },
      },
    },
  },
  find: (facts) =>
    neededWorkers(facts).flatMap(({ name, state, since, pid }) => {
      const told = lastWordAt(facts, name)
      if (state !== 'running' || facts.now - since < youngMs || told === null) return []
      const silent = facts.now - told
      if (silent < silentMs) return []
      return [
        {
          subject: name,
          severity: 'fail' as const,
          values: { worker: { name } },
          evidence: [
            { word: 'last' as const, values: { age: { ms: silent } }, command: 'npm run marsad -- status' },
            ...(pid === null
              ? []
              : [
                  {
                    word: 'process' as const,
                    values: { pid: String(pid) },
                    command: `ps -o stat,etime,args -p ${pid}`,
                  },
                ]),
          ],
          breaks: partsOf(name),
          symptomOf: mayWaitForTurn(facts, name) ? ['processors', ...causes] : causes,
        },
      ]
    }),
  fixes: { restart: restartWorker },
})
