import { runningServices } from '../../facts'
import { defineRule } from '../../rule'

/** A service that is up for so long has got over it, in milliseconds. */
const steadyMs = 60_000
const many = 3

/** A service that ends and begins again and again, though it is up just now. */
export const serviceLooping = defineRule({
  id: 'service_looping',
  breaks: [],
  symptomOf: ['engine', 'machine'],
  words: {
    sentence: {
      en: '{{service}} ends again and again: {{restarts}} restarts.',
      ar: 'ينتهي {{service}} مرة بعد مرة: أُعيد تشغيله {{restarts}} مرات.',
    },
    hurts: {
      en: 'What needs it stops each time, and after a few more it is given up.',
      ar: 'يتوقف ما يحتاج إليه في كل مرة، وبعد مرات قليلة يُترك.',
    },
    evidence: {
      young: { en: 'It has been up for {{age}}.', ar: 'هو عامل منذ {{age}}.' },
      ended: { en: 'Its latest end: {{failure}}', ar: 'نهايته الأخيرة: {{failure}}' },
      log: { en: 'The last line before it: {{line}}', ar: 'آخر سطر قبلها: {{line}}' },
    },
    fixes: {},
  },
  find: (facts) =>
    runningServices(facts).flatMap(({ name, state, restarts, since, failure, lastLog }) => {
      if (state !== 'running' || restarts < many || facts.now - since >= steadyMs) return []
      const line = lastLog.findLast((text) => text.trim() !== '')
      return [
        {
          subject: name,
          severity: 'warn' as const,
          values: { service: { name }, restarts },
          evidence: [
            {
              word: 'young' as const,
              values: { age: { ms: Math.max(0, facts.now - since) } },
              command: 'npm run marsad -- status',
            },
            ...(failure === null ? [] : [{ word: 'ended' as const, values: { failure: { failure } } }]),
            ...(line === undefined ? [] : [{ word: 'log' as const, values: { line } }]),
          ],
        },
      ]
    }),
  fixes: {},
})
