import { runningServices } from '../../facts'
import { defineRule } from '../../rule'
import { isLooping, loopingSentence, young } from '../looping'

/** A service that ends and begins again and again, though it is up just now. */
export const serviceLooping = defineRule({
  id: 'service_looping',
  breaks: [],
  symptomOf: ['engine', 'machine'],
  words: {
    sentence: loopingSentence('service'),
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
    runningServices(facts).flatMap((service) => {
      if (!isLooping(service, facts.now)) return []
      const { name, recentRestarts: restarts, failure, lastLog } = service
      const line = lastLog.findLast((text) => text.trim() !== '')
      return [
        {
          subject: name,
          severity: 'warn' as const,
          values: { service: { name }, restarts },
          evidence: [
            young(service, facts.now),
            ...(failure === null ? [] : [{ word: 'ended' as const, values: { failure: { failure } } }]),
            ...(line === undefined ? [] : [{ word: 'log' as const, values: { line } }]),
          ],
        },
      ]
    }),
  fixes: {},
})
